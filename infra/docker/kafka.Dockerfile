# Our broker process. It reads KAFKA_* like the apache/kafka image: tests set listeners and all the rest with these.
ARG BASE
FROM ${BASE}
COPY kafka /opt/kafka
EXPOSE 9092
ENTRYPOINT ["java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", "/opt/kafka/*", \
    "dev.likeness.local.kafka.LocalBrokerProcess", "/tmp/kafka", "9092", "9093"]
