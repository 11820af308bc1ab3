"""A browser opens somebody for a while only; visits are counted; pictures open a request again"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

# As for whoever says "Stay here on this device": nobody is put out by the update.
STAYS = timedelta(days=30)


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.add_column(sa.Column('acted_at', moment, nullable=True))
        batch_op.add_column(sa.Column('stays_until', moment, nullable=True))
        batch_op.add_column(sa.Column('is_visitor', sa.Boolean(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('renewals', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('renewal_is_seen', sa.Boolean(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('needs_pictures', sa.Boolean(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('parted', sa.String(length=8), server_default='', nullable=False))
        batch_op.create_index('ix_people_is_visitor_acted_at', ['is_visitor', 'acted_at'])
        batch_op.create_index('ix_people_parted', ['parted'])

    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_team', sa.Boolean(), server_default='0', nullable=False))

    op.create_table('web_visits',
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('n', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('day', name=op.f('pk_web_visits'))
    )
    op.create_table('ways_back',
        sa.Column('pictures_hash', sa.LargeBinary(length=32), nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=True),
        sa.Column('request_id', sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_ways_back_person_id_people'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['request_id'], ['requests.id'], name=op.f('fk_ways_back_request_id_requests'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('pictures_hash', name=op.f('pk_ways_back')),
        sa.UniqueConstraint('person_id', name=op.f('uq_ways_back_person_id')),
        sa.UniqueConstraint('request_id', name=op.f('uq_ways_back_request_id'))
    )

    people = sa.table(
        'people', sa.column('channel', sa.String), sa.column('acted_at', moment), sa.column('stays_until', moment)
    )
    now = datetime.now(UTC)
    of_browsers = people.update().where(people.c.channel == 'web')
    op.execute(of_browsers.values(acted_at=now, stays_until=now + STAYS))
