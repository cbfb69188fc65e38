# Plumbline in a container. `docker run` starts everything in one process over Socket Mode; compose.yaml runs web and
# worker apart. Every package is checked by its hash.
FROM python:3.12-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

WORKDIR /app
COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock \
 && useradd --create-home --uid 10001 plumbline \
 && mkdir data && chown plumbline data

COPY bot bot
COPY handlers handlers
COPY capabilities capabilities
COPY prompts prompts
COPY storage storage
COPY playground playground
RUN python -m compileall -q bot handlers capabilities prompts storage playground

USER plumbline
# Inside a container the program must listen on every address to be reached at all.
ENV PLUMBLINE_HOST=0.0.0.0
VOLUME /app/data
EXPOSE 3000
STOPSIGNAL SIGTERM
CMD ["python", "-m", "bot", "run"]
