-- The index on SQLite, and what keeps it. Run again, it makes what is missing.

CREATE TABLE IF NOT EXISTS chats_search_entry (
    id integer PRIMARY KEY AUTOINCREMENT,
    owner_id bigint NOT NULL,
    role varchar(10) NOT NULL, -- of a message; "title" of a chat, whose message_id is null
    chat_id char(32) NOT NULL,
    message_id char(32) NULL UNIQUE
);

CREATE UNIQUE INDEX IF NOT EXISTS chats_search_entry_of_chat
ON chats_search_entry (chat_id) WHERE message_id IS NULL;

-- The texts are not kept a second time: to take one out, its words have to be given again.
CREATE VIRTUAL TABLE IF NOT EXISTS chats_search_text
USING fts5 (text, reader, content='', tokenize='ascii', prefix='2 3');

CREATE TRIGGER IF NOT EXISTS chats_search_chat_made AFTER INSERT ON chats_chat
BEGIN
    INSERT INTO chats_search_entry (owner_id, role, chat_id)
    VALUES (NEW.owner_id, 'title', NEW.id);
    INSERT INTO chats_search_text (rowid, text, reader)
    SELECT id, chats_search_words(coalesce(nullif(NEW.title, ''), NEW.opening)), role || owner_id
    FROM chats_search_entry WHERE chat_id = NEW.id AND message_id IS NULL;
END;

CREATE TRIGGER IF NOT EXISTS chats_search_chat_named AFTER UPDATE OF title, opening ON chats_chat
WHEN coalesce(nullif(NEW.title, ''), NEW.opening) <> coalesce(nullif(OLD.title, ''), OLD.opening)
BEGIN
    INSERT INTO chats_search_text (chats_search_text, rowid, text, reader)
    SELECT 'delete', id, chats_search_words(coalesce(nullif(OLD.title, ''), OLD.opening)),
        role || owner_id
    FROM chats_search_entry WHERE chat_id = OLD.id AND message_id IS NULL;
    INSERT INTO chats_search_text (rowid, text, reader)
    SELECT id, chats_search_words(coalesce(nullif(NEW.title, ''), NEW.opening)), role || owner_id
    FROM chats_search_entry WHERE chat_id = NEW.id AND message_id IS NULL;
END;

CREATE TRIGGER IF NOT EXISTS chats_search_chat_gone AFTER DELETE ON chats_chat
BEGIN
    INSERT INTO chats_search_text (chats_search_text, rowid, text, reader)
    SELECT 'delete', id, chats_search_words(coalesce(nullif(OLD.title, ''), OLD.opening)),
        role || owner_id
    FROM chats_search_entry WHERE chat_id = OLD.id AND message_id IS NULL;
    DELETE FROM chats_search_entry WHERE chat_id = OLD.id AND message_id IS NULL;
END;

CREATE TRIGGER IF NOT EXISTS chats_search_message_made AFTER INSERT ON chats_message
WHEN NEW.text <> ''
BEGIN
    INSERT INTO chats_search_entry (owner_id, role, chat_id, message_id)
    SELECT owner_id, NEW.role, NEW.chat_id, NEW.id
    FROM chats_search_entry WHERE chat_id = NEW.chat_id AND message_id IS NULL;
    INSERT INTO chats_search_text (rowid, text, reader)
    SELECT id, chats_search_words(NEW.text), role || owner_id
    FROM chats_search_entry WHERE message_id = NEW.id;
END;

CREATE TRIGGER IF NOT EXISTS chats_search_message_written AFTER UPDATE OF text ON chats_message
WHEN NEW.text <> OLD.text
BEGIN
    INSERT INTO chats_search_text (chats_search_text, rowid, text, reader)
    SELECT 'delete', id, chats_search_words(OLD.text), role || owner_id
    FROM chats_search_entry WHERE message_id = OLD.id;
    DELETE FROM chats_search_entry WHERE message_id = OLD.id AND NEW.text = '';
    INSERT OR IGNORE INTO chats_search_entry (owner_id, role, chat_id, message_id)
    SELECT owner_id, NEW.role, NEW.chat_id, NEW.id
    FROM chats_search_entry
    WHERE chat_id = NEW.chat_id AND message_id IS NULL AND NEW.text <> '';
    INSERT INTO chats_search_text (rowid, text, reader)
    SELECT id, chats_search_words(NEW.text), role || owner_id
    FROM chats_search_entry WHERE message_id = NEW.id;
END;

CREATE TRIGGER IF NOT EXISTS chats_search_message_gone AFTER DELETE ON chats_message
BEGIN
    INSERT INTO chats_search_text (chats_search_text, rowid, text, reader)
    SELECT 'delete', id, chats_search_words(OLD.text), role || owner_id
    FROM chats_search_entry WHERE message_id = OLD.id;
    DELETE FROM chats_search_entry WHERE message_id = OLD.id;
END;

-- Fill it: what has an entry has its words, too, so that only those above the last are new.

CREATE TEMPORARY TABLE chats_search_filled AS
SELECT coalesce(max(id), 0) AS last FROM chats_search_entry;

DELETE FROM chats_search_entry
WHERE chat_id NOT IN (SELECT id FROM chats_chat)
   OR message_id IS NOT NULL AND message_id NOT IN (SELECT id FROM chats_message);

INSERT OR IGNORE INTO chats_search_entry (owner_id, role, chat_id)
SELECT owner_id, 'title', id FROM chats_chat ORDER BY id;

INSERT OR IGNORE INTO chats_search_entry (owner_id, role, chat_id, message_id)
SELECT c.owner_id, m.role, m.chat_id, m.id
FROM chats_message m JOIN chats_chat c ON c.id = m.chat_id
WHERE m.text <> '' ORDER BY m.id;

INSERT INTO chats_search_text (rowid, text, reader)
SELECT e.id, chats_search_words(coalesce(nullif(c.title, ''), c.opening)), e.role || e.owner_id
FROM chats_search_entry e JOIN chats_chat c ON c.id = e.chat_id
WHERE e.id > (SELECT last FROM chats_search_filled) AND e.message_id IS NULL ORDER BY e.id;

INSERT INTO chats_search_text (rowid, text, reader)
SELECT e.id, chats_search_words(m.text), e.role || e.owner_id
FROM chats_search_entry e JOIN chats_message m ON m.id = e.message_id
WHERE e.id > (SELECT last FROM chats_search_filled) ORDER BY e.id;

DROP TABLE temp.chats_search_filled;
