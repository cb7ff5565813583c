# A Java runtime and a user without rights, for both stand-ins.
ARG BASE
FROM ${BASE}
COPY runtime /opt/java
ENV PATH=/opt/java/bin:$PATH
# No such user needs to exist in the base. Data is for one test run: it goes to /tmp.
USER 65534:65534
WORKDIR /tmp
