"""Whoever is due, or named in few rows, is found without a look at everybody"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

IDLES = "parted = '' AND stays_until IS NULL AND acted_at IS NOT NULL"
STAYS = "parted = '' AND stays_until IS NOT NULL"


KEPT_FREE = "state = 'offered'"


def upgrade() -> None:
    op.drop_index('ix_people_is_visitor_acted_at', table_name='people')
    op.drop_index('ix_people_parted', table_name='people')
    op.drop_index('ix_signups_held', table_name='signups')
    op.create_index(
        'ix_people_visitor',
        'people',
        ['acted_at'],
        sqlite_where=sa.text('is_visitor = 1'),
        postgresql_where=sa.text('is_visitor'),
    )
    op.create_index('ix_people_contact_day', 'people', ['contact_day'])
    op.create_index('ix_occurrences_start', 'occurrences', ['start'])
    op.create_index('ix_signups_start', 'signups', ['start'])
    for name, table, column, where in (
        ('ix_people_parted', 'people', 'parted', "parted <> ''"),
        ('ix_people_left_at', 'people', 'left_at', 'left_at IS NOT NULL'),
        ('ix_people_idle', 'people', 'acted_at', IDLES),
        ('ix_people_stay', 'people', 'stays_until', STAYS),
        ('ix_openings_opened_by', 'openings', 'opened_by', 'opened_by IS NOT NULL'),
        ('ix_changes_person_id', 'changes', 'person_id', 'person_id IS NOT NULL'),
        ('ix_occurrences_moved_to', 'occurrences', 'moved_to', 'moved_to IS NOT NULL'),
        ('ix_occurrences_changed_by', 'occurrences', 'changed_by', 'changed_by IS NOT NULL'),
        ('ix_signups_person_id', 'signups', 'person_id', 'person_id IS NOT NULL'),
        ('ix_signups_known_day', 'signups', 'day', 'person_id IS NOT NULL'),
        ('ix_signups_held', 'signups', 'id', KEPT_FREE),
    ):
        op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))
