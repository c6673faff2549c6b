ARG PYTHON_IMAGE=python:3.13-slim-trixie

FROM ${PYTHON_IMAGE} AS packages
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_ROOT_USER_ACTION=ignore
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends espeak-ng \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv
COPY requirements.txt ./
RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt
# Torch's CPU build has an index of its own. A base image that brings torch keeps it: Debian's declares an exact sympy
# that Debian itself does not ship, so pip would look for one in that index.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
COPY requirements-torch.txt ./
RUN --mount=type=cache,target=/root/.cache/pip \
    python -c "import torch" || pip install --index-url "${TORCH_INDEX}" -r requirements-torch.txt

FROM packages AS service
COPY lexfix_ml ./lexfix_ml
# Fails the build where the weights are missing, damaged or of another program.
RUN python -c "from lexfix_ml.scoring import Scorer; Scorer().warm_up()"
ENV OMP_NUM_THREADS=1 \
    OTEL_SEMCONV_STABILITY_OPT_IN=http \
    NUMBA_CACHE_DIR=/tmp/numba \
    HOME=/tmp
USER 1000:1000
EXPOSE 8000 9464
CMD ["python", "-m", "lexfix_ml.server"]

# docker build --target test -t lexfix-ml-test . && docker run --rm --read-only --tmpfs /tmp lexfix-ml-test
FROM service AS test
USER 0
COPY requirements-test.txt pyproject.toml ./
RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements-test.txt
COPY training ./training
COPY tests ./tests
USER 1000:1000
CMD ["pytest"]

# Where the recogniser is trained: flite is a second synthesiser, which only training needs.
FROM test AS training
USER 0
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends flite \
    && rm -rf /var/lib/apt/lists/*
USER 1000:1000
CMD ["python", "-m", "training.train", "--out", "/out"]

FROM service
