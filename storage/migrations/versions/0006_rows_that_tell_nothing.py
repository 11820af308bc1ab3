"""Rows that speak of help, talks, offers, steps and wishes tell nothing without the keys"""

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from storage.keyring import KeyMissing, KeyRing
from storage.repositories.messages.done_once import quiet
from storage.repositories.rooms.participants import by_what
from storage.sealed_rows import marks, seal

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

AT_ONCE = 500
NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
# Parents before children; and under which names the fields of the old columns rest sealed.
TABLES = (
    'talks', 'talk_lines', 'requests', 'request_events', 'request_notes', 'partner_links',
    'capacities', 'offers', 'path_steps', 'wishes', 'introductions', 'audit',
)
RENAMED = {'face': 'profile', 'reach': 'circle', 'place': 'scope', 'held_until': 'on_hold_until'}
# What stays in the clear, by table.
CLEAR = {
    'talk_lines': ('talk_id',),
    'request_events': ('request_id',),
    'request_notes': ('request_id',),
    'partner_links': ('request_id', 'code_hash'),
    'capacities': ('partner', 'full_until'),
    'introductions': ('can_id', 'look_id'),
}
# Whose a row is.
ABOUT = {
    'talks': 'person_id', 'requests': 'person_id', 'partner_links': 'used_by',
    'offers': 'person_id', 'path_steps': 'person_id', 'wishes': 'person_id', 'audit': 'about_id',
}
# Of which time the whole day stays.
DAYS = {
    'talks': {'ended': 'closed_at'},
    'requests': {'day': 'made_at', 'ended': 'closed_at'},
    'request_events': {'day': 'at'},
    'partner_links': {'day': 'expires_at'},
    'wishes': {'ended': 'ended_at'},
    'audit': {'day': 'at'},
}
# What was sealed by itself.
SEALED = {'requests': ('contact', 'call_me'), 'talk_lines': ('words',), 'request_notes': ('words',)}
OPEN_OFFERS = ('asked', 'taken', 'buddy', 'invited', 'coming')
# What was done once for a request, an offer or a link: its name and period named it.
JOBS = (
    'request asked on', 'request reminded', 'asked how it was', 'no way back', 'answers differ',
    'appointment off', 'offer asked again', 'trial today', 'trial was', 'trial was again',
)
JOBS_BEGIN = ('sent.topic.', 'key for offer ')


def upgrade() -> None:
    connection = op.get_bind()
    keys: KeyRing = context.config.attributes['keys']
    old = sa.MetaData()
    old.reflect(connection, only=[*TABLES, 'jobs', 'participants', 'neighbourhood'])
    _check_ring(connection, keys, old.tables['neighbourhood'])
    kept = {name: _read(connection, old.tables[name]) for name in (*TABLES, 'jobs', 'participants')}
    _meetings(kept)
    for name in reversed(TABLES):
        op.drop_table(name)
    op.drop_table('jobs')
    op.drop_table('participants')
    _create()
    new = sa.MetaData()
    new.reflect(connection, only=[*TABLES, 'jobs', 'participants'])
    for name in TABLES:
        _write(connection, new.tables[name], _rows(keys, name, kept[name]))
    _write(connection, new.tables['jobs'], [_job(keys, row) for row in kept['jobs']])
    reached = [_reached(keys, row) for row in kept['participants']]
    random.SystemRandom().shuffle(reached)
    _write(connection, new.tables['participants'], reached)


def _check_ring(connection: sa.Connection, keys: KeyRing, neighbourhood: sa.Table) -> None:
    """Nothing is sealed with keys that do not belong to this place."""
    ring = connection.execute(sa.select(neighbourhood.c.key_ring)).scalar()
    if ring and ring != keys.fingerprint():
        raise KeyMissing(
            'The key file does not belong to this database. '
            'Put back the one it was made with (BUURTBOT_KEYS_FILE).'
        )


def _read(connection: sa.Connection, table: sa.Table) -> list[dict[str, Any]]:
    rows = connection.execute(sa.select(table)).mappings()
    return [{name: _utc(value) for name, value in row.items()} for row in rows]


def _utc(value: Any) -> Any:
    """SQLite forgets the zone; it was UTC."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return value


def _meetings(kept: dict[str, list[dict[str, Any]]]) -> None:
    """When two who were introduced meet stood among the jobs."""
    meetings = {row['job']: row['period'] for row in kept['jobs'] if row['job'].startswith('meeting ')}
    for row in kept['introductions']:
        at = meetings.get(f'meeting {row["id"]}')
        row['meet_at'] = datetime.fromisoformat(at) if at else None
    kept['jobs'] = [row for row in kept['jobs'] if not row['job'].startswith('meeting ')]


def _rows(keys: KeyRing, table: str, old: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows as they are kept from now on, in no order."""
    old.sort(key=lambda row: (row.get('made_at') or row.get('id') or row['partner']))
    free: dict[int, list[bytes]] = defaultdict(list)
    made = [_row(keys, table, row, order, free) for order, row in enumerate(old, 1)]
    random.SystemRandom().shuffle(made)
    return made


def _row(
    keys: KeyRing, table: str, row: dict[str, Any], order: int, free: dict[int, list[bytes]]
) -> dict[str, Any]:
    place = row['id'] if 'id' in row else row['partner']
    for name in SEALED.get(table, ()):
        sealed = row[name]
        row[name] = keys.open(bytes(sealed), table, name, place) if sealed else ''
    for name in ('is_urgent', 'safe_here', 'by_resident', 'may_tell', 'can_yes', 'look_yes'):
        if row.get(name) is not None:
            row[name] = bool(row[name])
    clear = {name: row[name] for name in CLEAR.get(table, ())}
    if 'id' in row:
        clear['id'] = row['id']
    for name, field in DAYS.get(table, {}).items():
        clear[name] = row[field].date() if row[field] else None
    if table == 'offers':
        clear['is_open'] = row['state'] in OPEN_OFFERS
    if table in ABOUT:
        clear['mark'] = _mark(keys, table, row[ABOUT[table]], free)
    said = {
        RENAMED.get(name, name): value
        for name, value in row.items()
        if name not in clear
    }
    return {**clear, 'what': seal(keys, table, place, {'n': order, **said})}


def _mark(keys: KeyRing, table: str, person: int | None, free: dict[int, list[bytes]]) -> bytes:
    """One that no other row has, while there are any left; for nobody one that nobody has."""
    if person is None:
        return random.SystemRandom().randbytes(16)
    if not free[person]:
        free[person] = marks(keys, table, person)
        random.SystemRandom().shuffle(free[person])
    return free[person].pop()


def _job(keys: KeyRing, row: dict[str, Any]) -> dict[str, Any]:
    job = row['job']
    if job in JOBS or job.startswith(JOBS_BEGIN):
        day = row['at'].replace(hour=0, minute=0, second=0, microsecond=0)
        return {'job': quiet(keys, job, row['period']), 'period': '', 'at': day}
    return row


def _reached(keys: KeyRing, row: dict[str, Any]) -> dict[str, Any]:
    mark = bytes(row['mark'])
    return {**row, 'how': by_what(keys, row['day'], row['room'], mark, row['how'])}


def _write(connection: sa.Connection, table: sa.Table, rows: Iterable[dict[str, Any]]) -> None:
    rows = list(rows)
    for at in range(0, len(rows), AT_ONCE):
        connection.execute(sa.insert(table), rows[at : at + AT_ONCE])


def _create() -> None:
    _table('talks', _day('ended', nullable=True), marked=True)
    _table('talk_lines', _of('talk_lines', 'talks', 'talk_id'))
    _table('requests', _day('day'), _day('ended', nullable=True), marked=True)
    _table('request_events', _of('request_events', 'requests', 'request_id'), _day('day'))
    _table('request_notes', _of('request_notes', 'requests', 'request_id'))
    _table(
        'partner_links',
        sa.Column('code_hash', sa.LargeBinary(length=32), nullable=False),
        _of('partner_links', 'requests', 'request_id', nullable=True),
        _day('day'),
        sa.UniqueConstraint('code_hash', name=op.f('uq_partner_links_code_hash')),
        marked=True,
    )
    op.create_table(
        'capacities',
        sa.Column('partner', sa.String(length=32), nullable=False),
        sa.Column('full_until', sa.Date(), nullable=True),
        sa.Column('what', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('partner', name=op.f('pk_capacities')),
    )
    _table('offers', sa.Column('is_open', sa.Boolean(), nullable=False), marked=True)
    _table('path_steps', marked=True)
    _table('wishes', _day('ended', nullable=True), marked=True)
    _table(
        'introductions',
        _of('introductions', 'wishes', 'can_id'),
        _of('introductions', 'wishes', 'look_id'),
    )
    _table('audit', _day('day'), marked=True)
    for table, name in (
        ('talks', 'ended'), ('talk_lines', 'talk_id'), ('requests', 'day'), ('requests', 'ended'),
        ('request_events', 'request_id'), ('request_events', 'day'), ('request_notes', 'request_id'),
        ('partner_links', 'request_id'), ('partner_links', 'day'), ('offers', 'is_open'),
        ('wishes', 'ended'), ('introductions', 'look_id'), ('audit', 'day'),
        *((table, 'mark') for table in ABOUT),
    ):
        op.create_index(op.f(f'ix_{table}_{name}'), table, [name])
    op.create_index('uq_introductions_pair', 'introductions', ['can_id', 'look_id'], unique=True)
    op.create_table(
        'jobs',
        sa.Column('job', sa.String(length=80), nullable=False),
        sa.Column('period', sa.String(length=40), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('job', 'period', name=op.f('pk_jobs')),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f('ix_jobs_at'), 'jobs', ['at'])
    op.create_table(
        'participants',
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('room', sa.String(length=32), nullable=False),
        sa.Column('mark', sa.LargeBinary(length=16), nullable=False),
        sa.Column('how', sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint('day', 'room', 'mark', 'how', name=op.f('pk_participants')),
        sqlite_with_rowid=False,
    )


def _table(name: str, *columns: Any, marked: bool = False) -> None:
    op.create_table(
        name,
        sa.Column('id', NUMBER, autoincrement=False, nullable=False),
        *([sa.Column('mark', sa.LargeBinary(length=16), nullable=False)] if marked else []),
        *columns,
        sa.Column('what', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{name}')),
    )


def _day(name: str, *, nullable: bool = False) -> sa.Column[date]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _of(table: str, parent: str, name: str, *, nullable: bool = False) -> sa.Column[int]:
    key = sa.ForeignKey(f'{parent}.id', name=op.f(f'fk_{table}_{name}_{parent}'), ondelete='CASCADE')
    return sa.Column(name, NUMBER, key, nullable=nullable)
