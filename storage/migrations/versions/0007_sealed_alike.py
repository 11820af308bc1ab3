"""Messages, open questions and the numbers of what came in are sealed, all alike"""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from storage.keyring import KeyMissing, KeyRing, KeysOutOfReach
from storage.repositories.messages import letters
from storage.repositories.messages.outbox_sql import FAREWELL
from storage.repositories.messages.received import SHORT, mark
from storage.repositories.people.questions import Question, sealed_question

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

AT_ONCE = 500
SEALED = 'sealed:'
WAITING = ('queued', 'claimed')
# What a row does not tell any more once it went out, or will not.
OVER = {'replaces': '', 'wanted_at': None, 'valid_until': None, 'must_arrive': True}


def upgrade() -> None:
    keys = context.config.attributes['keys']
    connection = op.get_bind()
    rings = connection.execute(sa.select(_table('neighbourhood', 'key_ring').c.key_ring)).scalars()
    if any(ring != keys.fingerprint() for ring in rings):
        raise KeyMissing(
            'The key file does not belong to this database. '
            'Put back the one it was made with (BUURTBOT_KEYS_FILE).'
        )
    changed = [
        _messages(connection, keys),
        _questions(connection, keys),
        _numbers(connection, keys),
        _failures(connection, keys),
    ]
    if any(changed):
        # What stood there in the clear is to be taken out of the files too.
        jobs = _table('jobs', 'job', 'period', at=sa.DateTime(timezone=True))
        connection.execute(sa.delete(jobs).where(jobs.c.job == 'scrub'))
        connection.execute(sa.insert(jobs), {'job': 'scrub', 'period': 'due', 'at': datetime.now(UTC)})


def _messages(connection: sa.Connection, keys: KeyRing) -> bool:
    _add_bytes('outbox', 'words')
    _add_bytes('outbox', 'buttons')
    outbox = _table(
        'outbox', 'id', 'token', 'state', 'payload', 'priority', 'replaces', 'words', 'buttons',
        wanted_at=sa.DateTime(timezone=True), valid_until=sa.DateTime(timezone=True), must_arrive=sa.Boolean(),
    )
    some = (
        sa.select(outbox.c.id, outbox.c.token, outbox.c.state, outbox.c.payload, outbox.c.priority, outbox.c.replaces)
        .where(outbox.c.id > sa.bindparam('after')).order_by(outbox.c.id).limit(AT_ONCE)
    )
    here = sa.update(outbox).where(outbox.c.id == sa.bindparam('row'))
    after = -1
    while rows := connection.execute(some, {'after': after}).all():
        after = rows[-1].id
        sealed = [{'row': row.id, 'payload': '', **_sealed(keys, row)} for row in rows]
        connection.execute(here.values({name: sa.bindparam(name) for name in ('payload', 'words', 'buttons')}), sealed)
    kept = (outbox.c.priority == FAREWELL, FAREWELL)
    over = sa.update(outbox).where(outbox.c.state.not_in(WAITING))
    connection.execute(over.values({**OVER, 'priority': sa.case(kept, else_=0)}))
    op.drop_column('outbox', 'payload')
    op.drop_index('ix_outbox_wipe_at', 'outbox')
    some_time = sa.text('wipe_at IS NOT NULL')
    op.create_index(
        'ix_outbox_wipe_at', 'outbox', ['wipe_at'], sqlite_where=some_time, postgresql_where=some_time
    )
    return after >= 0


def _sealed(keys: KeyRing, row: Any) -> dict[str, Any]:
    payload, is_secret = row.payload, row.payload.startswith(SEALED)
    if is_secret:
        try:
            closed = base64.b64decode(payload.removeprefix(SEALED))
            payload = keys.open(closed, 'outbox', 'payload', row.token)
        except KeysOutOfReach:
            raise
        except (KeyMissing, ValueError):
            # Nobody can read it any more, and within the hour it would have been wiped.
            payload = letters.WIPED
    payload = _rows_last(payload)
    letter = letters.Letter(payload=payload, priority=row.priority, is_secret=is_secret, replaces=row.replaces)
    made = letters.sealed(keys, letter, row.token)
    is_blank = payload.startswith(letters.BLANK + letters.ROWS) and row.state not in WAITING
    return {**made, 'words': letters.NO_WORDS} if is_blank and not is_secret else made


def _rows_last(payload: str) -> str:
    """The same message with its buttons behind everything that it says."""
    try:
        parts = json.loads(payload)
        parts['rows'] = parts.pop('rows')
    except (ValueError, KeyError, TypeError, AttributeError):
        # No message at all: it is as little of one afterwards.
        return payload
    return json.dumps(parts, ensure_ascii=False, separators=(',', ':'))


def _questions(connection: sa.Connection, keys: KeyRing) -> bool:
    _add_bytes('dialogues', 'question')
    dialogues = _table('dialogues', 'person_id', 'flow', 'step', 'answers', 'question')
    asked = sa.select(dialogues.c.person_id, dialogues.c.flow, dialogues.c.step, dialogues.c.answers)
    rows = [
        {
            'row': row.person_id,
            'question': sealed_question(keys, row.person_id, Question(row.flow, row.step, json.loads(row.answers))),
        }
        for row in connection.execute(asked).all()
    ]
    if rows:
        here = sa.update(dialogues).where(dialogues.c.person_id == sa.bindparam('row'))
        nothing = {'flow': '', 'step': '', 'answers': ''}
        connection.execute(here.values(question=sa.bindparam('question'), **nothing), rows)
    for name in ('flow', 'step', 'answers'):
        op.drop_column('dialogues', name)
    return bool(rows)


def _numbers(connection: sa.Connection, keys: KeyRing) -> bool:
    moment = sa.DateTime(timezone=True)
    old = _table('seen', 'channel', 'external_id', at=moment)
    came = connection.execute(sa.select(old)).all()
    op.drop_table('seen')
    op.create_table(
        'seen',
        sa.Column('mark', sa.LargeBinary(length=16), nullable=False),
        sa.Column('at', moment, nullable=False),
        sa.PrimaryKeyConstraint('mark', name=op.f('pk_seen')),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f('ix_seen_at'), 'seen', ['at'])
    rows = [{'mark': mark(keys, row.channel, row.external_id), 'at': row.at} for row in came]
    if rows:
        connection.execute(sa.insert(_table('seen', mark=sa.LargeBinary(), at=moment)), rows)
    return bool(rows)


def _failures(connection: sa.Connection, keys: KeyRing) -> bool:
    failed = _table('set_aside', 'id', 'channel', 'external_id')
    rows = [
        {'row': row.id, 'short': mark(keys, row.channel, row.external_id)[:SHORT].hex()}
        for row in connection.execute(sa.select(failed)).all()
    ]
    if rows:
        here = sa.update(failed).where(failed.c.id == sa.bindparam('row'))
        connection.execute(here.values(external_id=sa.bindparam('short')), rows)
    return bool(rows)


def _table(name: str, *names: str, **typed: Any) -> Any:
    columns: list[Any] = [sa.column(one) for one in names]
    return sa.table(name, *columns, *(sa.column(one, kind) for one, kind in typed.items()))


def _add_bytes(table: str, name: str) -> None:
    empty = "x''" if op.get_bind().dialect.name == 'sqlite' else "''::bytea"
    op.add_column(table, sa.Column(name, sa.LargeBinary(), server_default=sa.text(empty), nullable=False))
    if op.get_bind().dialect.name != 'sqlite':
        op.alter_column(table, name, server_default=None)
