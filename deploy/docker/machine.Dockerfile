# One of the three machines of compose.yaml: what stays when its server or its agent goes. Somebody who restores works here, and its one
# program is the way in to the agent's page, which listens to its own machine alone.
#
#   docker build -t keepsake-machine -f deploy/docker/machine.Dockerfile deploy/docker         after 'docker build … -t keepsake'
FROM keepsake
USER root
# The super user's password is for playing alone; compose.yaml tells the servers its hash. The servers' user has the name that it has in runbooks.
RUN apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends socat \
    && rm -rf /var/lib/apt/lists/* \
    && echo 'zookeeper:x:65532:65532:ZooKeeper:/var/lib/zookeeper:/usr/sbin/nologin' >>/etc/passwd \
    && install -d -o 65532 -g 65532 -m 0700 /var/lib/zookeeper \
    && install -d /etc/keepsake \
    && printf 'super:keepsake\n' | install -o 65532 -m 0600 /dev/stdin /etc/keepsake/super
USER 65532:65532
HEALTHCHECK NONE
CMD ["socat", "TCP-LISTEN:7078,fork,reuseaddr", "TCP:127.0.0.1:7077"]
