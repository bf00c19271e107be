#!/usr/bin/env bash
# Prints the secrets that compose.yaml asks for, freshly made: deploy/make-env.sh > .env
# Keep the file for as long as the volumes: PostgreSQL, Keycloak and Orthanc remember their passwords from their first start.
set -euo pipefail
secret() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }
umask 077
cat <<END
POSTGRES_PASSWORD=$(secret)
KEYCLOAK_ADMIN_PASSWORD=$(secret)
KEYCLOAK_CLIENT_SECRET=$(secret)
KEYCLOAK_TEST_PASSWORD=$(secret)
ORTHANC_PASSWORD=$(secret)
METRICS_TOKEN=$(secret)
END
