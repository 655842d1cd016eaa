//! The Merkle tree of RFC 9162, section 2.1: SHA-256, leaves prefixed with 0x00, nodes with 0x01. Pure.

use sha2::{Digest, Sha256};

pub type Hash = [u8; 32];

/// MTH({d}) = SHA-256(0x00 ‖ d).
pub fn leaf_hash(data: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(data).finalize().into()
}

/// SHA-256(0x01 ‖ left ‖ right).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut input = [1; 65];
    input[1..33].copy_from_slice(left);
    input[33..].copy_from_slice(right);
    Sha256::digest(input).into()
}

/// MTH({}) = SHA-256 of nothing.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// Each tile is one hash over 2^8 of the level below.
pub const TILE_HEIGHT: u32 = 8;

/// The hash of a full subtree: leaves `index * 256^level` up to `(index + 1) * 256^level`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tile {
    pub level: u32,
    pub index: u64,
    pub hash: Hash,
}

/// The right edge of a growing tree: one full subtree for each bit of its size, the largest first. All that is needed to go on.
#[derive(Clone, Debug, Default)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    pub fn new() -> Frontier {
        Frontier::default()
    }

    /// Takes up a tree of that size. `perfect(height, index)` gives the hash of a full subtree of 2^height leaves.
    pub fn load<E>(size: u64, mut perfect: impl FnMut(u32, u64) -> Result<Hash, E>) -> Result<Frontier, E> {
        let heights = (0..u64::BITS).rev().filter(|h| size >> h & 1 == 1);
        let peaks = heights.map(|h| perfect(h, (size >> h) - 1)).collect::<Result<_, E>>()?;
        Ok(Frontier { size, peaks })
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf, and hands over each tile it completes.
    pub fn push(&mut self, leaf: Hash, mut full: impl FnMut(Tile)) {
        let (mut hash, mut height) = (leaf, 0);
        while self.size >> height & 1 == 1 {
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(&left, &hash);
            }
            height += 1;
            if height % TILE_HEIGHT == 0 {
                full(Tile { level: height / TILE_HEIGHT, index: self.size >> height, hash });
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    pub fn root(&self) -> Hash {
        self.peaks.iter().rev().copied().reduce(|right, left| node_hash(&left, &right)).unwrap_or_else(empty_root)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use data_encoding::HEXLOWER;

    /// The eight inputs and roots of the Certificate Transparency reference tests.
    pub const INPUTS: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    const ROOTS: [&str; 9] = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    #[test]
    fn the_roots_are_those_of_the_reference_tests() {
        let mut tree = Frontier::new();
        assert_eq!(HEXLOWER.encode(&tree.root()), ROOTS[0]);
        for (input, root) in INPUTS.iter().zip(&ROOTS[1..]) {
            tree.push(leaf_hash(input), |_| panic!("eight leaves fill no tile"));
            assert_eq!(HEXLOWER.encode(&tree.root()), *root);
        }
    }

    #[test]
    fn every_256_leaves_fill_a_tile_and_every_65536_one_above() {
        let mut tree = Frontier::new();
        let mut tiles = Vec::new();
        let mut roots = Vec::new();
        for n in 0..65_536u64 {
            tree.push(leaf_hash(&n.to_be_bytes()), |tile| tiles.push(tile));
            if n == 255 {
                roots.push(tree.root());
            }
        }
        assert_eq!(tiles.len(), 257);
        assert_eq!((tiles[0].level, tiles[0].index, tiles[0].hash), (1, 0, roots[0]));
        assert_eq!(tiles[256], Tile { level: 2, index: 0, hash: tree.root() });
        assert!(tiles[..256].iter().enumerate().all(|(i, t)| t.level == 1 && t.index == i as u64));
    }
}
