#!/bin/bash
# A role and a database for each service, and nothing shared. Run once, by the first start of the cluster.
# `MAILLON_DATABASES` lists them as database:role:password-file, separated by spaces.
set -e
for item in $MAILLON_DATABASES; do
  IFS=: read -r database role password_file <<<"$item"
  psql -v ON_ERROR_STOP=1 -q -U "${POSTGRES_USER:-postgres}" -d postgres \
    -v database="$database" -v role="$role" -v password="$(cat "/run/secrets/$password_file")" <<'SQL'
create role :"role" login password :'password';
create database :"database" owner :"role";
revoke connect on database :"database" from public;
SQL
done
