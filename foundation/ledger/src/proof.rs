//! Inclusion and consistency proofs (RFC 9162, 2.1.3 and 2.1.4): made from the stored tree, verified by pure functions that anybody
//! may run without us.

use base::{Id, Result};
use serde::Serialize;
use storage::{Tx, args};

use crate::{
    head::{self, b64, b64s},
    tree::{Frontier, Hash, TILE_HEIGHT, leaf_hash, node_hash},
};

/// The event at `position` is in the tree of `size` leaves. `path` goes from the leaf up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Inclusion {
    pub position: u64,
    pub size: u64,
    #[serde(with = "b64s")]
    pub path: Vec<Hash>,
}

impl Inclusion {
    /// True if a leaf with this content stands at the position in the tree with this root. `event` is the canonical encoding.
    pub fn proves(&self, event: &[u8], root: &Hash) -> bool {
        verify_inclusion(&leaf_hash(event), self.position, self.size, &self.path, root)
    }
}

/// The tree of `from` leaves is the beginning of the tree of `to` leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Consistency {
    pub from: u64,
    pub to: u64,
    #[serde(with = "b64s")]
    pub path: Vec<Hash>,
}

impl Consistency {
    pub fn proves(&self, from_root: &Hash, to_root: &Hash) -> bool {
        verify_consistency(self.from, self.to, &self.path, from_root, to_root)
    }
}

/// What a printed paper carries: with it, its holder notices any later change of what came before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt {
    pub position: u64,
    pub size: u64,
    #[serde(with = "b64")]
    pub root: Hash,
}

/// The receipt of an event under the newest head; `None` while it is not sealed.
pub fn receipt(tx: &mut Tx, event: Id) -> Result<Option<Receipt>> {
    let (Some(position), Some(head)) = (position_of(tx, event)?, head::head(tx)?) else { return Ok(None) };
    Ok(Some(Receipt { position: position as u64, size: head.size, root: head.root }))
}

/// The position of a sealed event.
pub fn position_of(tx: &mut Tx, event: Id) -> Result<Option<i64>> {
    let found: Option<(i64,)> = tx.first("select position from ledger_leaf where event = $1", args![event])?;
    Ok(found.map(|(position,)| position))
}

/// `None` if the tree of that size does not exist or does not reach the position.
pub fn inclusion(tx: &mut Tx, position: u64, size: u64) -> Result<Option<Inclusion>> {
    if position >= size || size > sealed(tx)? {
        return Ok(None);
    }
    let path = inclusion_path(position, size, &mut |height, index| stored(tx, height, index))?;
    Ok(Some(Inclusion { position, size, path }))
}

/// `None` unless `from <= to <=` the size of the sealed tree.
pub fn consistency(tx: &mut Tx, from: u64, to: u64) -> Result<Option<Consistency>> {
    if from > to || to > sealed(tx)? {
        return Ok(None);
    }
    let path = consistency_path(from, to, &mut |height, index| stored(tx, height, index))?;
    Ok(Some(Consistency { from, to, path }))
}

/// The root of the tree as it was with that many leaves.
pub fn root_at(tx: &mut Tx, size: u64) -> Result<Option<Hash>> {
    if size > sealed(tx)? {
        return Ok(None);
    }
    Ok(Some(Frontier::load(size, |height, index| stored(tx, height, index))?.root()))
}

fn sealed(tx: &mut Tx) -> Result<u64> {
    Ok(head::head(tx)?.map_or(0, |h| h.size))
}

/// The hash of a full subtree of 2^height leaves, from at most 128 rows of the tile level below it.
pub(crate) fn stored(tx: &mut Tx, height: u32, index: u64) -> Result<Hash> {
    let (level, width) = (height / TILE_HEIGHT, 1u64 << (height % TILE_HEIGHT));
    let (low, high) = ((index * width) as i64, ((index + 1) * width) as i64);
    let rows: Vec<(Vec<u8>,)> = if level == 0 {
        let sql = "select hash from ledger_leaf where position >= $1 and position < $2 order by position";
        tx.all(sql, args![low, high])?
    } else {
        let sql = "select hash from ledger_tile where level = $3 and idx >= $1 and idx < $2 order by idx";
        tx.all(sql, args![low, high, i64::from(level)])?
    };
    if rows.len() as u64 != width {
        return Err(damaged(level, low));
    }
    let mut tree = Frontier::new();
    for (hash,) in rows {
        tree.push(hash.try_into().map_err(|_| damaged(level, low))?, |_| ());
    }
    Ok(tree.root())
}

fn damaged(level: u32, index: i64) -> base::Error {
    base::Error::internal(format!("the ledger's tree is damaged at level {level} from {index}: run `ledger verify`"))
}

/// MTH of the leaves `start..start + size`. In every proof `start` is a multiple of a power of two that is at least `size`.
fn range<E>(start: u64, size: u64, perfect: &mut impl FnMut(u32, u64) -> Result<Hash, E>) -> Result<Hash, E> {
    if size.is_power_of_two() {
        let height = size.trailing_zeros();
        return perfect(height, start >> height);
    }
    let k = split(size);
    let left = range(start, k, perfect)?;
    Ok(node_hash(&left, &range(start + k, size - k, perfect)?))
}

/// The largest power of two below `size` (at least 2).
fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

/// `PATH(m, D[n])` of RFC 9162, 2.1.3.1.
pub fn inclusion_path<E>(
    position: u64,
    size: u64,
    perfect: &mut impl FnMut(u32, u64) -> Result<Hash, E>,
) -> Result<Vec<Hash>, E> {
    let (mut start, mut m, mut n, mut path) = (0, position, size, Vec::new());
    while n > 1 {
        let k = split(n);
        if m < k {
            path.push(range(start + k, n - k, perfect)?);
            n = k;
        } else {
            path.push(range(start, k, perfect)?);
            (start, m, n) = (start + k, m - k, n - k);
        }
    }
    path.reverse();
    Ok(path)
}

/// `PROOF(m, D[n])` of RFC 9162, 2.1.4.1; empty for `from` 0 and for `from == to`.
pub fn consistency_path<E>(
    from: u64,
    to: u64,
    perfect: &mut impl FnMut(u32, u64) -> Result<Hash, E>,
) -> Result<Vec<Hash>, E> {
    let (mut start, mut m, mut n, mut path) = (0, from, to, Vec::new());
    if from == 0 {
        return Ok(path);
    }
    while m < n {
        let k = split(n);
        if m <= k {
            path.push(range(start + k, n - k, perfect)?);
            n = k;
        } else {
            path.push(range(start, k, perfect)?);
            (start, m, n) = (start + k, m - k, n - k);
        }
    }
    if start > 0 {
        path.push(range(start, n, perfect)?);
    }
    path.reverse();
    Ok(path)
}

/// RFC 9162, 2.1.3.2.
pub fn verify_inclusion(leaf: &Hash, position: u64, size: u64, path: &[Hash], root: &Hash) -> bool {
    if position >= size {
        return false;
    }
    let (mut first, mut second, mut hash) = (position, size - 1, *leaf);
    for step in path {
        if second == 0 {
            return false;
        }
        if first & 1 == 1 || first == second {
            hash = node_hash(step, &hash);
            climb(&mut first, &mut second);
        } else {
            hash = node_hash(&hash, step);
        }
        (first, second) = (first >> 1, second >> 1);
    }
    second == 0 && hash == *root
}

/// RFC 9162, 2.1.4.2. Every tree extends the empty one, with an empty proof.
pub fn verify_consistency(from: u64, to: u64, path: &[Hash], from_root: &Hash, to_root: &Hash) -> bool {
    if from > to {
        return false;
    }
    if from == 0 || from == to {
        let same = if from == to { from_root == to_root } else { *from_root == crate::tree::empty_root() };
        return path.is_empty() && same;
    }
    let own = from.is_power_of_two().then_some(from_root);
    let mut steps = own.into_iter().chain(path);
    let Some(start) = steps.next().filter(|_| !path.is_empty()) else { return false };
    let (mut first, mut second) = (from - 1, to - 1);
    while first & 1 == 1 {
        (first, second) = (first >> 1, second >> 1);
    }
    let (mut old, mut new) = (*start, *start);
    for step in steps {
        if second == 0 {
            return false;
        }
        if first & 1 == 1 || first == second {
            old = node_hash(step, &old);
            new = node_hash(step, &new);
            climb(&mut first, &mut second);
        } else {
            new = node_hash(&new, step);
        }
        (first, second) = (first >> 1, second >> 1);
    }
    second == 0 && old == *from_root && new == *to_root
}

/// Skips the levels on which a right edge has no sibling.
fn climb(first: &mut u64, second: &mut u64) {
    while *first & 1 == 0 && *first != 0 {
        (*first, *second) = (*first >> 1, *second >> 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::empty_root;
    use data_encoding::HEXLOWER;
    use std::convert::Infallible;

    /// A tree in memory, hashed as RFC 9162 2.1.1 defines it.
    struct Tree(Vec<Hash>);

    impl Tree {
        fn of(inputs: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Tree {
            Tree(inputs.into_iter().map(|input| leaf_hash(input.as_ref())).collect())
        }

        fn root(&self, size: u64) -> Hash {
            Tree::hash(&self.0[..size as usize])
        }

        fn hash(leaves: &[Hash]) -> Hash {
            match leaves {
                [] => empty_root(),
                [leaf] => *leaf,
                _ => {
                    let (left, right) = leaves.split_at(split(leaves.len() as u64) as usize);
                    node_hash(&Tree::hash(left), &Tree::hash(right))
                }
            }
        }

        fn perfect(&self, height: u32, index: u64) -> Result<Hash, Infallible> {
            let (start, width) = ((index << height) as usize, 1 << height);
            Ok(Tree::hash(&self.0[start..start + width]))
        }

        fn inclusion(&self, position: u64, size: u64) -> Vec<Hash> {
            inclusion_path(position, size, &mut |height, index| self.perfect(height, index)).unwrap()
        }

        fn consistency(&self, from: u64, to: u64) -> Vec<Hash> {
            consistency_path(from, to, &mut |height, index| self.perfect(height, index)).unwrap()
        }
    }

    fn hex(path: &[Hash]) -> Vec<String> {
        path.iter().map(|hash| HEXLOWER.encode(hash)).collect()
    }

    /// The inputs are those of the Certificate Transparency reference tests.
    #[test]
    fn proofs_are_those_of_the_reference_tests() {
        let tree = Tree::of(crate::tree::tests::INPUTS);
        assert_eq!(
            hex(&tree.inclusion(0, 8)),
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ]
        );
        assert_eq!(
            hex(&tree.inclusion(5, 8)),
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        );
        assert_eq!(hex(&tree.inclusion(2, 3)), ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]);
        assert_eq!(
            hex(&tree.consistency(6, 8)),
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        );
        assert_eq!(
            hex(&tree.consistency(2, 5)),
            [
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ]
        );
        assert_eq!(
            hex(&tree.consistency(3, 7)),
            [
                "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
                "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
                "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                "837dbb152e9b079010717e84e865da4ebc0fa198a806d59d31bf15accef22d0e",
            ]
        );
    }

    #[test]
    fn every_leaf_of_every_small_tree_is_proven_and_nothing_else_is() {
        let tree = Tree::of((0..40u64).map(u64::to_be_bytes));
        for size in 1..=40 {
            let root = tree.root(size);
            for position in 0..size {
                let (leaf, path) = (tree.0[position as usize], tree.inclusion(position, size));
                assert!(verify_inclusion(&leaf, position, size, &path, &root));
                assert!(!verify_inclusion(&leaf, position + 1, size, &path, &root));
                assert!(!verify_inclusion(&leaf, position, size, &path, &tree.root(size - 1)));
                assert!(!verify_inclusion(&[9; 32], position, size, &path, &root));
                for at in 0..path.len() {
                    let mut bent = path.clone();
                    bent[at][31] ^= 1;
                    assert!(!verify_inclusion(&leaf, position, size, &bent, &root));
                    bent.remove(at);
                    assert!(!verify_inclusion(&leaf, position, size, &bent, &root));
                }
                let longer = [&path[..], &[[0; 32]]].concat();
                assert!(!verify_inclusion(&leaf, position, size, &longer, &root));
            }
        }
    }

    #[test]
    fn every_small_tree_is_proven_to_extend_those_before_it_and_no_other() {
        let tree = Tree::of((0..40u64).map(u64::to_be_bytes));
        let other = Tree::of((1..41u64).map(u64::to_be_bytes));
        for to in 0..=40 {
            for from in 0..=to {
                let (path, old, new) = (tree.consistency(from, to), tree.root(from), tree.root(to));
                assert!(verify_consistency(from, to, &path, &old, &new), "{from} {to}");
                if from > 0 {
                    assert!(!verify_consistency(from, to, &path, &other.root(from), &new));
                    assert!(!verify_consistency(from, to, &path, &old, &other.root(to)));
                }
                for at in 0..path.len() {
                    let mut bent = path.clone();
                    bent[at][0] ^= 1;
                    assert!(!verify_consistency(from, to, &bent, &old, &new));
                    bent.remove(at);
                    assert!(!verify_consistency(from, to, &bent, &old, &new));
                }
                let longer = [&path[..], &[[0; 32]]].concat();
                assert!(!verify_consistency(from, to, &longer, &old, &new));
            }
        }
    }
}
