

# Appended to the standard library's module: a run is deterministic, so what would be seeded by chance is seeded with 0.
def _seed_by_default_with_zero(seed):
    def wrapper(self, a=None, version=2):
        seed(self, 0 if a is None else a, version)
    wrapper.__name__ = "seed"
    return wrapper

Random.seed = _seed_by_default_with_zero(Random.seed)
_inst.seed()
seed = _inst.seed
