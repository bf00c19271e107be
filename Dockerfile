# syntax=docker/dockerfile:1
# The portal, without libtorch (it scores with ONNX Runtime):    docker build -t xray-portal .
# The portal with the learning engine, which needs libtorch:     docker build -t xray-portal-training --target training .
#
# Not yet built as an image: the commands of the build stages and the folders that they make are tried by
# deploy/check_images.py, which follows this file without Docker.

# Ubuntu 24.04 as base: libLibTorchSharp.so asks for GLIBCXX_3.4.32, which its libstdc++ has (Debian 12's has not).
ARG DOTNET_SDK=10.0.401-noble
ARG DOTNET_ASPNET=10.0.12-noble

FROM mcr.microsoft.com/dotnet/sdk:${DOTNET_SDK} AS source
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WORKDIR /source
COPY Directory.Build.props Directory.Packages.props global.json .editorconfig BannedSymbols.txt ./
COPY build/ build/
COPY src/XrayPortal.Imaging/ src/XrayPortal.Imaging/
COPY src/XrayPortal.Inference/ src/XrayPortal.Inference/

FROM source AS build-portal
COPY src/XrayPortal/XrayPortal.csproj src/XrayPortal/
RUN dotnet restore src/XrayPortal -r linux-x64
COPY src/XrayPortal/ src/XrayPortal/
COPY wwwroot/ wwwroot/
# Analyzers are for ./check.sh.
RUN dotnet publish src/XrayPortal -c Release -r linux-x64 --no-self-contained --no-restore -o /out \
    -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false

FROM source AS build-engine
COPY src/XrayPortal.Training/XrayPortal.Training.csproj src/XrayPortal.Training/
RUN dotnet restore src/XrayPortal.Training -r linux-x64
COPY src/XrayPortal.Training/ src/XrayPortal.Training/
RUN dotnet publish src/XrayPortal.Training -c Release -r linux-x64 --no-self-contained --no-restore -o /out \
    -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false

# Fonts for pictures and reports are inside the program, time zones and certificates in the base image.
FROM mcr.microsoft.com/dotnet/aspnet:${DOTNET_ASPNET} AS base
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_EnableDiagnostics=0
# JPEG-LS and JPEG 2000 in DICOM.
RUN apt-get update && apt-get install -y --no-install-recommends libcharls2 libopenjp2-7 && rm -rf /var/lib/apt/lists/*
RUN mkdir /data && chown "$APP_UID:$APP_UID" /data && chmod 700 /data
WORKDIR /app
COPY models/ models/
USER $APP_UID
VOLUME /data
EXPOSE 8080
# The base image has no curl; bash speaks enough HTTP.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/ready HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r -t 4 status <&3 && [[ $status == *' 200 '* ]]"]
ENTRYPOINT ["dotnet", "XrayPortal.dll"]
CMD ["serve", "--urls", "http://0.0.0.0:8080", "--data", "/data"]

FROM base AS training
COPY --from=build-engine /out/ /engine/
COPY deploy/engine.sh /app/engine.sh
COPY --from=build-portal /out/ ./

# Last, so that it is what a plain `docker build` makes.
FROM base AS portal
COPY --from=build-portal /out/ ./
