# Officina in one image: non-root, hash-locked, nothing fetched at run time.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements/base.txt /tmp/base.txt
RUN /venv/bin/pip install --require-hashes --requirement /tmp/base.txt
COPY pyproject.toml README.md LICENSE /srv/officina/
COPY app /srv/officina/app
COPY migrations /srv/officina/migrations
RUN /venv/bin/pip install --no-deps --no-build-isolation --no-index --editable /srv/officina \
 && /venv/bin/python -m compileall -q /venv/lib /srv/officina/app

FROM python:3.11-slim-bookworm
LABEL org.opencontainers.image.title="Officina" \
      org.opencontainers.image.description="Live co-design workshops in public libraries" \
      org.opencontainers.image.licenses="EUPL-1.2"
# What documents are printed with besides Titillium: Arabic, Cyrillic, Chinese and the other scripts people write in.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends fonts-noto-core fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin officina \
 && install -d -o officina -g officina -m 0700 /data
COPY --from=build /venv /venv
COPY --from=build /srv/officina /srv/officina
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONUTF8=1 \
    OFFICINA_DATA_DIR=/data OFFICINA_HOST=0.0.0.0 OFFICINA_PORT=8000
USER officina
WORKDIR /srv/officina
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"OFFICINA_PORT\"]}/readyz', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["officina", "serve"]
