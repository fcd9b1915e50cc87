//! Freezes the parts of Python's standard library that programs may import, and the project's own Python shims.
fn main() {}
