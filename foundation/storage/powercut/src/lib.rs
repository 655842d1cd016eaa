#![doc = include_str!("../README.md")]

use std::{
    collections::HashMap,
    ffi::{CStr, OsStr, c_char, c_int, c_void},
    fs, io,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
    ptr,
    sync::{
        Mutex, MutexGuard, Once, PoisonError,
        atomic::{AtomicPtr, Ordering},
    },
};

use base::SeededRandom;
use rusqlite::ffi::{self, sqlite3_file, sqlite3_io_methods, sqlite3_vfs};

/// A disk writes a sector whole or not at all.
const SECTOR: usize = 512;

/// One file as the disk has it.
#[derive(Clone, Default)]
struct Disk {
    synced: Vec<u8>,
    /// Written since, in order.
    waiting: Vec<Change>,
}

#[derive(Clone)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Length(usize),
}

impl Change {
    fn apply(&self, to: &mut Vec<u8>) {
        match self {
            Change::Write { at, bytes } => {
                if to.len() < at + bytes.len() {
                    to.resize(at + bytes.len(), 0);
                }
                to[*at..at + bytes.len()].copy_from_slice(bytes);
            }
            Change::Length(length) => to.resize(*length, 0),
        }
    }

    /// What of it reached the disk: each sector did or did not.
    fn some(&self, random: &SeededRandom) -> Vec<Change> {
        match self {
            Change::Write { at, bytes } => bytes
                .chunks(SECTOR)
                .enumerate()
                .filter(|_| random.below(2) == 0)
                .map(|(n, sector)| Change::Write { at: at + n * SECTOR, bytes: sector.to_vec() })
                .collect(),
            Change::Length(_) if random.below(2) == 0 => vec![self.clone()],
            Change::Length(_) => Vec::new(),
        }
    }
}

#[derive(Default)]
struct Watch {
    dirs: Vec<PathBuf>,
    files: HashMap<PathBuf, Disk>,
}

static WATCH: Mutex<Option<Watch>> = Mutex::new(None);

fn with<T>(f: impl FnOnce(&mut Watch) -> T) -> T {
    let mut guard: MutexGuard<'_, Option<Watch>> = WATCH.lock().unwrap_or_else(PoisonError::into_inner);
    f(guard.get_or_insert_default())
}

/// From now on remembers what is synced of the SQLite files in this folder. Call it before they are opened.
pub fn watch(dir: &Path) {
    static REGISTER: Once = Once::new();
    with(|watch| watch.dirs.push(dir.to_owned()));
    REGISTER.call_once(register);
}

/// Writes to `to` what the disk might hold of the folder's SQLite files if the power went now.
pub fn cut(dir: &Path, to: &Path, random: &SeededRandom) -> io::Result<()> {
    let disks: Vec<(PathBuf, Disk)> = with(|watch| {
        let inside = watch.files.iter().filter(|(path, _)| path.parent() == Some(dir));
        inside.map(|(path, disk)| (path.clone(), disk.clone())).collect()
    });
    for (path, mut disk) in disks {
        for change in disk.waiting.iter().flat_map(|change| change.some(random)) {
            change.apply(&mut disk.synced);
        }
        fs::write(to.join(path.file_name().unwrap_or_default()), disk.synced)?;
    }
    Ok(())
}

/// What SQLite holds for an open file; the real file system's own part follows it in memory.
#[repr(C)]
struct File {
    base: sqlite3_file,
    /// Null if the file is not watched; a `Box` that `close` takes back.
    path: *mut PathBuf,
}

static REAL: AtomicPtr<sqlite3_vfs> = AtomicPtr::new(ptr::null_mut());

fn register() {
    // SAFETY: SQLite's default file system lives as long as the process; ours is a copy of it that is never freed.
    unsafe {
        ffi::sqlite3_initialize();
        let real = ffi::sqlite3_vfs_find(ptr::null());
        REAL.store(real, Ordering::SeqCst);
        let mut ours = *real;
        ours.szOsFile += size_of::<File>() as c_int;
        ours.pNext = ptr::null_mut();
        ours.zName = c"powercut".as_ptr();
        ours.xOpen = Some(open);
        ours.xDelete = Some(delete);
        ffi::sqlite3_vfs_register(Box::leak(Box::new(ours)), 1);
    }
}

/// The real file system's part of a file.
///
/// # Safety
/// `file` was given to `open`, so it is followed by as many bytes as the real file system asked for.
unsafe fn real(file: *mut sqlite3_file) -> *mut sqlite3_file {
    // SAFETY: as above.
    unsafe { file.cast::<u8>().add(size_of::<File>()).cast() }
}

/// Does something with the disk of a watched file.
///
/// # Safety
/// `file` was given to `open` and not yet to `close`.
unsafe fn with_disk(file: *mut sqlite3_file, f: impl FnOnce(&mut Disk)) {
    // SAFETY: `open` set the path, null or a box that lives until `close`.
    let path = unsafe { (*file.cast::<File>()).path.as_ref() };
    if let Some(path) = path {
        with(|watch| f(watch.files.entry(path.clone()).or_default()));
    }
}

fn path_of(name: *const c_char) -> Option<PathBuf> {
    // SAFETY: SQLite gives null or a text that ends in NUL.
    let name = (!name.is_null()).then(|| unsafe { CStr::from_ptr(name) })?;
    Some(PathBuf::from(OsStr::from_bytes(name.to_bytes())))
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let vfs = REAL.load(Ordering::SeqCst);
    let path = path_of(name).filter(|path| with(|watch| watch.dirs.iter().any(|dir| path.parent() == Some(dir))));
    // SAFETY: SQLite gives `szOsFile` bytes at `file`: ours, then the real file system's.
    unsafe {
        (*file).pMethods = ptr::null();
        (*file.cast::<File>()).path = ptr::null_mut();
        let Some(open) = (*vfs).xOpen else { return ffi::SQLITE_CANTOPEN };
        let code = open(vfs, name, real(file), flags, out);
        if code == ffi::SQLITE_OK {
            (*file).pMethods = &raw const METHODS;
            if let Some(path) = path {
                // What was there before is taken to be on the disk.
                let synced = || fs::read(&path).unwrap_or_default();
                with(|watch| {
                    watch.files.entry(path.clone()).or_insert_with(|| Disk { synced: synced(), waiting: Vec::new() });
                });
                (*file.cast::<File>()).path = Box::into_raw(Box::new(path));
            }
        }
        code
    }
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    let vfs = REAL.load(Ordering::SeqCst);
    if let Some(path) = path_of(name) {
        with(|watch| watch.files.remove(&path));
    }
    // SAFETY: the call is passed on as it came.
    unsafe { (*vfs).xDelete.map_or(ffi::SQLITE_OK, |delete| delete(vfs, name, sync)) }
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: `open` made the box, and SQLite closes a file once.
    unsafe {
        let path = (*file.cast::<File>()).path;
        if !path.is_null() {
            drop(Box::from_raw(path));
        }
        let real = real(file);
        (*(*real).pMethods).xClose.map_or(ffi::SQLITE_OK, |close| close(real))
    }
}

unsafe extern "C" fn write(file: *mut sqlite3_file, bytes: *const c_void, length: c_int, at: i64) -> c_int {
    // SAFETY: SQLite gives `length` bytes, and a file from `open`.
    unsafe {
        let copy = std::slice::from_raw_parts(bytes.cast::<u8>(), length as usize).to_vec();
        with_disk(file, |disk| disk.waiting.push(Change::Write { at: at as usize, bytes: copy }));
        let real = real(file);
        (*(*real).pMethods).xWrite.map_or(ffi::SQLITE_IOERR, |write| write(real, bytes, length, at))
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, length: i64) -> c_int {
    // SAFETY: a file from `open`.
    unsafe {
        with_disk(file, |disk| disk.waiting.push(Change::Length(length as usize)));
        let real = real(file);
        (*(*real).pMethods).xTruncate.map_or(ffi::SQLITE_IOERR, |truncate| truncate(real, length))
    }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: a file from `open`.
    unsafe {
        let real = real(file);
        // What is written by others while this goes on is not promised, so the promise is noted down before.
        let mut promised = 0;
        with_disk(file, |disk| promised = disk.waiting.len());
        let code = (*(*real).pMethods).xSync.map_or(ffi::SQLITE_IOERR, |sync| sync(real, flags));
        if code == ffi::SQLITE_OK {
            with_disk(file, |disk| {
                let Disk { synced, waiting } = disk;
                waiting.drain(..promised.min(waiting.len())).for_each(|change| change.apply(synced));
            });
        }
        code
    }
}

/// The rest is passed on as it comes.
macro_rules! pass_on {
    ($($name:ident: $method:ident($($arg:ident: $ty:ty),*) -> $out:ty;)*) => {
        $(unsafe extern "C" fn $name(file: *mut sqlite3_file $(, $arg: $ty)*) -> $out {
            // SAFETY: a file from `open`; arguments as SQLite gave them. SQLite calls nothing that the real one lacks.
            unsafe {
                let real = real(file);
                (*(*real).pMethods).$method.map_or_else(Default::default, |method| method(real $(, $arg)*))
            }
        })*
    };
}

pass_on! {
    read: xRead(bytes: *mut c_void, length: c_int, at: i64) -> c_int;
    file_size: xFileSize(size: *mut i64) -> c_int;
    lock: xLock(level: c_int) -> c_int;
    unlock: xUnlock(level: c_int) -> c_int;
    check_reserved_lock: xCheckReservedLock(out: *mut c_int) -> c_int;
    file_control: xFileControl(op: c_int, arg: *mut c_void) -> c_int;
    sector_size: xSectorSize() -> c_int;
    device_characteristics: xDeviceCharacteristics() -> c_int;
    shm_map: xShmMap(page: c_int, size: c_int, extend: c_int, out: *mut *mut c_void) -> c_int;
    shm_lock: xShmLock(offset: c_int, n: c_int, flags: c_int) -> c_int;
    shm_barrier: xShmBarrier() -> ();
    shm_unmap: xShmUnmap(delete: c_int) -> c_int;
}

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    // 2: with shared memory for the log, without memory-mapped files.
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    /// How many of 100 committed rows are there after the power went.
    fn left(synchronous: &str) -> i64 {
        let (dir, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        watch(dir.path());
        let db = Connection::open(dir.path().join("a.db")).unwrap();
        db.execute_batch("pragma journal_mode = wal; pragma synchronous = full; create table t (n integer)").unwrap();
        db.execute_batch(&format!("pragma synchronous = {synchronous}")).unwrap();
        for n in 0..100 {
            db.execute("insert into t values (?1)", [n]).unwrap();
        }
        cut(dir.path(), to.path(), &SeededRandom::new(1)).unwrap();
        let left = Connection::open(to.path().join("a.db")).unwrap();
        assert_eq!(left.query_row("pragma integrity_check", [], |row| row.get::<_, String>(0)).unwrap(), "ok");
        left.query_row("select count(*) from t", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn what_was_synced_is_left() {
        assert_eq!(left("full"), 100);
    }

    #[test]
    fn what_was_not_synced_is_lost() {
        assert!(left("normal") < 100);
    }
}
