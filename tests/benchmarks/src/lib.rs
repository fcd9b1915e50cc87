//! Nothing of its own: the benchmarks are in `benches/`, the programs that they run in `programs/`.
