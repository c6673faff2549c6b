-- HMAC-SHA256 out of what every PostgreSQL has: pgcrypto would be a new extension in the copy.
-- The two padded keys are settings of the transaction, so no statement or function body holds them.
CREATE FUNCTION pg_temp.keyed(kind text, value text) RETURNS bytea LANGUAGE sql STABLE STRICT AS $$
    SELECT sha256(
        decode(current_setting('lexfix.outer_key'), 'hex')
        || sha256(decode(current_setting('lexfix.inner_key'), 'hex') || convert_to(kind || ':' || value, 'UTF8'))
    )
$$;

CREATE FUNCTION pg_temp.pseudonym(kind text, value text) RETURNS text LANGUAGE sql STABLE STRICT AS $$
    SELECT substr(encode(pg_temp.keyed(kind, value), 'hex'), 1, 16)
$$;

-- Shaped as a version 4 UUID, because the app checks that.
CREATE FUNCTION pg_temp.pseudonym_id(kind text, value uuid) RETURNS uuid LANGUAGE sql STABLE STRICT AS $$
    SELECT overlay(overlay(substr(encode(pg_temp.keyed(kind, value::text), 'hex'), 1, 32)
        PLACING '4' FROM 13 FOR 1) PLACING 'a' FROM 17 FOR 1)::uuid
$$;

CREATE FUNCTION pg_temp.weeks(kind text, value uuid) RETURNS interval LANGUAGE sql STABLE STRICT AS $$
    SELECT make_interval(weeks => 1 + get_byte(pg_temp.keyed(kind || '-weeks', value::text), 0) % 8)
$$;
