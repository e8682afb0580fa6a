-- The index on PostgreSQL, and what keeps it. Run again, it makes what is missing.

CREATE TABLE IF NOT EXISTS chats_search_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chat_id uuid NOT NULL,
    message_id uuid NULL UNIQUE, -- null where it is the chat's title
    vector tsvector NOT NULL
) WITH (toast_tuple_target = 128);

-- Apart from the rows, of which a search may read many, and as it is, since it is read often.
ALTER TABLE chats_search_entry ALTER vector SET STORAGE EXTERNAL;

CREATE UNIQUE INDEX IF NOT EXISTS chats_search_entry_of_chat
ON chats_search_entry (chat_id) WHERE message_id IS NULL;

-- As palaver.chats.search.words makes it; the dictionary makes the letters small.
CREATE OR REPLACE FUNCTION chats_search_words(said text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(regexp_replace(
        normalize(regexp_replace(
            normalize(left(said, <longest>), NFKD),
        '[<accents>]+', '', 'g'), NFC),
    '[<separators>]+', ' ', 'g'), '[<unspaced>]', ' \& ', 'g')
$$;

-- Whose it is has a sign before it that no word has.
CREATE OR REPLACE FUNCTION chats_search_vector(role text, owner bigint, said text)
RETURNS tsvector LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT array_to_tsvector(ARRAY['@' || role || owner])
        || to_tsvector('simple', chats_search_words(said))
$$;

CREATE OR REPLACE FUNCTION chats_search_chat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM chats_search_entry WHERE chat_id = OLD.id AND message_id IS NULL;
    ELSE
        INSERT INTO chats_search_entry (chat_id, vector)
        VALUES (NEW.id, chats_search_vector(
            'title', NEW.owner_id, coalesce(nullif(NEW.title, ''), NEW.opening)))
        ON CONFLICT (chat_id) WHERE message_id IS NULL DO UPDATE SET vector = excluded.vector;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION chats_search_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM chats_search_entry WHERE message_id = OLD.id;
    ELSIF NEW.text = '' THEN
        DELETE FROM chats_search_entry WHERE message_id = NEW.id;
    ELSE
        INSERT INTO chats_search_entry (chat_id, message_id, vector)
        SELECT NEW.chat_id, NEW.id, chats_search_vector(NEW.role, owner_id, NEW.text)
        FROM chats_chat WHERE id = NEW.chat_id
        ON CONFLICT (message_id) DO UPDATE SET vector = excluded.vector;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION chats_search_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM chats_search_entry;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER chats_search_chat_made AFTER INSERT OR DELETE ON chats_chat
FOR EACH ROW EXECUTE FUNCTION chats_search_chat();

CREATE OR REPLACE TRIGGER chats_search_chat_named AFTER UPDATE OF title, opening ON chats_chat
FOR EACH ROW WHEN ((OLD.title, OLD.opening) IS DISTINCT FROM (NEW.title, NEW.opening))
EXECUTE FUNCTION chats_search_chat();

CREATE OR REPLACE TRIGGER chats_search_chat_emptied AFTER TRUNCATE ON chats_chat
FOR EACH STATEMENT EXECUTE FUNCTION chats_search_emptied();

CREATE OR REPLACE TRIGGER chats_search_message_made AFTER INSERT ON chats_message
FOR EACH ROW WHEN (NEW.text <> '') EXECUTE FUNCTION chats_search_message();

CREATE OR REPLACE TRIGGER chats_search_message_written AFTER UPDATE OF text ON chats_message
FOR EACH ROW WHEN (OLD.text IS DISTINCT FROM NEW.text) EXECUTE FUNCTION chats_search_message();

CREATE OR REPLACE TRIGGER chats_search_message_gone AFTER DELETE ON chats_message
FOR EACH ROW EXECUTE FUNCTION chats_search_message();
