

# Appended to the standard library's module: a traceback has no frames of the libraries that are models here, whether the
# model is native or Python. Their lines are not those of the real ones.
def _without_models(walk):
    def walked(start):
        for step in walk(start):
            if not step[0].f_code.co_filename.startswith("<espalier "):
                yield step
    walked.__name__ = walk.__name__
    return walked

walk_tb = _without_models(walk_tb)
_walk_tb_with_full_positions = _without_models(_walk_tb_with_full_positions)
_walk_stack_without_models = _without_models(walk_stack)


def walk_stack(f):
    """Walk a stack yielding the frame and line number for each frame."""
    return _walk_stack_without_models(sys._getframe().f_back if f is None else f)
