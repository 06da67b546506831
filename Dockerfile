FROM python:3.11-slim AS build

RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /src

# A separate layer for the dependencies: it is rebuilt only when pyproject.toml changes.
COPY pyproject.toml ./
RUN python -c "import tomllib; project = tomllib.load(open('pyproject.toml', 'rb'))['project']; \
        print(*project['dependencies'], *project['optional-dependencies']['otel'], sep='\n')" > /requirements.txt \
    && pip install --no-cache-dir --requirement /requirements.txt

COPY . .
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels . \
    && pip install --no-cache-dir --no-deps --target /opt/clausewise /wheels/*.whl


FROM python:3.11-slim

RUN useradd --create-home --uid 10001 clausewise \
    && install --directory --owner clausewise --group clausewise /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/clausewise /opt/clausewise

# Our folders have common names. They come first on the path, before packages with a folder of the same name.
ENV PATH=/opt/clausewise/bin:/opt/venv/bin:$PATH \
    PYTHONPATH=/opt/clausewise \
    PYTHONUNBUFFERED=1 \
    CLAUSEWISE_DATA_DIR=/data

USER clausewise
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz')"]
ENTRYPOINT ["clausewise"]
CMD ["--help"]
