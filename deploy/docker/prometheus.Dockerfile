# Prometheus as Debian has it.
FROM debian:bookworm-slim
RUN apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends prometheus \
    && rm -rf /var/lib/apt/lists/*
COPY prometheus.yaml /etc/keepsake-prometheus.yaml
USER prometheus
CMD ["prometheus", "--config.file=/etc/keepsake-prometheus.yaml", "--storage.tsdb.path=/tmp/prometheus", "--web.listen-address=0.0.0.0:9090"]
