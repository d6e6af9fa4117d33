# An S3 server to try Keepsake with, the one that its tests use: objects lie in /data, one folder for each bucket. Anybody may do anything.
#
#   docker build -t keepsake-s3 -f deploy/docker/s3.Dockerfile backup-core/target/s3      after 'docker build … -t keepsake'
FROM keepsake
USER root
COPY s3proxy-jar-with-dependencies.jar /opt/s3proxy.jar
RUN printf '%s\n' s3proxy.endpoint=http://0.0.0.0:9000 s3proxy.authorization=none \
        jclouds.provider=filesystem-nio2 jclouds.filesystem.basedir=/data >/etc/s3proxy.conf \
    && install -d -o 65532 -g 65532 /data /data/keepsake
USER 65532:65532
VOLUME /data
HEALTHCHECK NONE
CMD ["/opt/java/bin/java", "-Xmx256m", "-jar", "/opt/s3proxy.jar", "--properties", "/etc/s3proxy.conf"]
