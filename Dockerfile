# The sandbox as an image: pinned requirements, one wheel, a user without rights.
FROM python:3.13-slim AS wheel
WORKDIR /src
COPY requirements/build.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/build.txt
COPY LICENSE README.md pyproject.toml ./
COPY contracts contracts
COPY connectors connectors
COPY mock_national_db mock_national_db
COPY mock_sectoral_dbs mock_sectoral_dbs
COPY dancu_sandbox dancu_sandbox
RUN pip wheel --no-cache-dir --no-build-isolation --no-deps --wheel-dir dist .

FROM python:3.13-slim
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
COPY requirements/sandbox.txt requirements.txt
RUN pip install --no-cache-dir --require-hashes -r requirements.txt && rm requirements.txt
COPY --from=wheel /src/dist /dist
RUN pip install --no-cache-dir --no-deps /dist/*.whl && rm -r /dist \
    && useradd --system --uid 10001 --no-create-home dancu \
    && install --directory --owner dancu /data
USER dancu
WORKDIR /data
VOLUME /data
EXPOSE 8700
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=5 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8700/health', timeout=2)"]
ENTRYPOINT ["dancu"]
CMD ["up", "--host", "0.0.0.0", "--port", "8700", "--data", "/data"]
