import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # else numpy starts threads, and nothing may be forked
