# Apicurio Registry as Maven has it. QUARKUS_* and APICURIO_* set it, as they do in the public image.
ARG BASE
FROM ${BASE}
COPY registry /opt/registry
EXPOSE 8080
ENTRYPOINT ["java", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", \
    "--sun-misc-unsafe-memory-access=allow", "--add-opens=java.base/java.lang=ALL-UNNAMED", \
    "-jar", "/opt/registry/quarkus-run.jar"]
