//! What the conformance tests share: the engine as a command, the programs as data, and readable differences.
//!
//! Owns how a program is run and judged. It links no part of the engine and knows no library's rules:
//! the truth is in the files of expectations, which `record/record.py` writes.

pub mod engine;
pub mod judge;
pub mod program;
pub mod tree;
pub mod well_formed;
