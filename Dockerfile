# JobManager and TaskManager for docker-compose.yml: Flink with the packages and jars of this repository's locks.
# Not built by the project's own checks, which have no container engine.
FROM flink:2.3.0-scala_2.12-java17

# The image ends as the user flink.
USER root
RUN apt-get update \
 && apt-get install --yes --no-install-recommends python3 python3-pip python3-venv \
 && rm -rf /var/lib/apt/lists/*

# The same pinned packages as `make setup` (on Python 3.12, the only one that the image's Ubuntu 24.04 has).
WORKDIR /opt/narrows
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN python3 -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --no-deps --requirement requirements.lock
ENV PATH=/opt/venv/bin:$PATH

# The same jars as the local stack, held against the same SHA-256 sums.
COPY lab ./lab
RUN python -c "import shutil; from lab.artifacts import fetch, named_jars; \
[shutil.copy(jar, '/opt/flink/lib') for jar in fetch('flink', named_jars('flink'))]" \
 && cp /opt/flink/opt/flink-python-*.jar /opt/flink/lib/ \
 && chown --recursive flink:flink /opt/flink/lib

COPY jobs ./jobs
COPY flink-conf ./flink-conf
COPY advisor ./advisor
RUN pip install --no-cache-dir --no-deps .
ENV PYTHONPATH=/opt/narrows

# A volume takes the owner of the folder that it covers; root's would refuse every checkpoint.
RUN install --directory --owner flink --group flink /flink-state
USER flink
