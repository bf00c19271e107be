#!/usr/bin/env bash
# The learning engine inside the training image: as engine.sh of the repository, but built already.
# Large tensors come and go at every step: without these the C library returns each to the system at once.
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=20000000000 MALLOC_ARENA_MAX=1 MALLOC_TOP_PAD_=268435456
export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-PASSIVE}"
exec "${XRAYPORTAL_ENGINE_HOME:-/engine}/XrayPortal.Training" "$@"
