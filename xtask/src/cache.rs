//! Where things are kept: the repository, and the cache folder that outlives a clone.
//!
//! Owns every path outside the repository. It must not create anything but folders.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::step::Failure;

/// The repository's root.
pub fn root() -> PathBuf {
    // Cargo sets the variable when it runs the program; the other is for a program started by hand.
    let xtask = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    xtask.parent().expect("xtask/ is a folder of the repository").to_owned()
}

/// The cache folder: `$ESPALIER_CACHE`, else `$XDG_CACHE_HOME/espalier`, else `~/.cache/espalier`.
///
/// # Errors
/// When none of the three variables (the last is `$HOME`) is set, or the first is a relative path.
pub fn folder() -> Result<PathBuf, Failure> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = set("ESPALIER_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").map(|cache| cache.join("espalier")))
        .or_else(|| set("HOME").map(|home| home.join(".cache/espalier")))
        .ok_or_else(|| {
            Failure::new("there is no place to keep tools: neither ESPALIER_CACHE nor XDG_CACHE_HOME nor HOME is set")
                .advise("set ESPALIER_CACHE to a folder")
        })?;
    if folder.is_relative() {
        return Err(Failure::new(format!(
            "the cache folder `{}` is a relative path",
            folder.display()
        ))
        .advise("set ESPALIER_CACHE to an absolute path"));
    }
    Ok(folder)
}

/// A folder below the cache folder, made if it is missing.
///
/// # Errors
/// When it cannot be made.
pub fn sub(parts: &str) -> Result<PathBuf, Failure> {
    let folder = folder()?.join(parts);
    make(&folder)?;
    Ok(folder)
}

/// Makes a folder and those above it.
///
/// # Errors
/// When the file system refuses.
pub fn make(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| {
        Failure::new(format!("the folder {} cannot be made: {error}", folder.display()))
    })
}

/// The text of a file of the repository.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path)
        .map_err(|error| Failure::new(format!("{} cannot be read: {error}", path.display())))
}

/// A short name for some content: FNV-1a, 64 bits, in hexadecimal. Names a cache entry; proves nothing.
pub fn fingerprint(content: &[u8]) -> String {
    let hash = content.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprint_is_fnv_1a() {
        // Test vectors of the FNV draft (draft-eastlake-fnv), 64-bit FNV-1a.
        assert_eq!(fingerprint(b""), "cbf29ce484222325");
        assert_eq!(fingerprint(b"foobar"), "85944171f73967e8");
    }
}
