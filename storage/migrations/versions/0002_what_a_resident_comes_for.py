"""What a resident comes for"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('participants',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('room', sa.String(length=32), nullable=False),
    sa.Column('mark', sa.LargeBinary(length=16), nullable=False),
    sa.Column('how', sa.String(length=12), nullable=False),
    sa.PrimaryKeyConstraint('day', 'room', 'mark', 'how', name=op.f('pk_participants'))
    )
    op.create_table('faces',
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('face', sa.String(length=8), nullable=False),
    sa.Column('language', sa.String(length=16), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_faces_person_id_people'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'face', name=op.f('pk_faces'))
    )
    op.create_table('occurrences',
    sa.Column('activity', sa.String(length=32), nullable=False),
    sa.Column('start', sa.DateTime(timezone=True), nullable=False),
    sa.Column('room', sa.String(length=32), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('moved_to', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('came', sa.Integer(), nullable=True),
    sa.Column('changed_by', sa.BigInteger(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['changed_by'], ['people.id'], name=op.f('fk_occurrences_changed_by_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('activity', 'start', name=op.f('pk_occurrences'))
    )
    with op.batch_alter_table('occurrences', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_occurrences_day'), ['day'], unique=False)

    op.create_table('offers',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('room', sa.String(length=32), nullable=False),
    sa.Column('what', sa.String(length=16), nullable=False),
    sa.Column('times', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_by', sa.BigInteger(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('trial_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('buddy_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['answered_by'], ['people.id'], name=op.f('fk_offers_answered_by_people'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['buddy_id'], ['people.id'], name=op.f('fk_offers_buddy_id_people'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_offers_person_id_people'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offers'))
    )
    with op.batch_alter_table('offers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_offers_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_offers_room_state'), ['room', 'state'], unique=False)

    op.create_table('path_steps',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('room', sa.String(length=32), nullable=False),
    sa.Column('step', sa.String(length=20), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('proposed_by', sa.BigInteger(), nullable=True),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_path_steps_person_id_people'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['proposed_by'], ['people.id'], name=op.f('fk_path_steps_proposed_by_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_path_steps'))
    )
    with op.batch_alter_table('path_steps', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_path_steps_person_id'), ['person_id'], unique=False)

    op.create_table('signups',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('face', sa.String(length=8), server_default='', nullable=False),
    sa.Column('activity', sa.String(length=32), nullable=False),
    sa.Column('start', sa.DateTime(timezone=True), nullable=False),
    sa.Column('room', sa.String(length=32), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('held_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.String(length=8), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_signups_person_id_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signups'))
    )
    with op.batch_alter_table('signups', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_signups_activity_start_id'), ['activity', 'start', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_signups_day'), ['day'], unique=False)
        batch_op.create_index('ix_signups_held', ['held_until'], unique=False)
        batch_op.create_index('uq_signups_once', ['person_id', 'face', 'activity', 'start'], unique=True, sqlite_where=sa.text("state IN ('in', 'waiting', 'offered')"), postgresql_where=sa.text("state IN ('in', 'waiting', 'offered')"))

    op.create_table('subscriptions',
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('room', sa.String(length=32), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_subscriptions_person_id_people'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'room', name=op.f('pk_subscriptions'))
    )
    with op.batch_alter_table('subscriptions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_subscriptions_room'), ['room'], unique=False)

    op.create_table('talks',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('room', sa.String(length=32), server_default='', nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('reach', sa.Integer(), server_default='0', nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_by', sa.BigInteger(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_talks_person_id_people'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['taken_by'], ['people.id'], name=op.f('fk_talks_taken_by_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_talks'))
    )
    with op.batch_alter_table('talks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_talks_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_talks_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_talks_taken_by'), ['taken_by'], unique=False)

    op.create_table('wishes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('room', sa.String(length=32), nullable=False),
    sa.Column('side', sa.String(length=8), nullable=False),
    sa.Column('thing', sa.String(length=16), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_wishes_person_id_people'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wishes'))
    )
    with op.batch_alter_table('wishes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_wishes_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_wishes_room_thing'), ['room', 'thing'], unique=False)

    op.create_table('introductions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('can_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('look_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('can_yes', sa.Boolean(), nullable=True),
    sa.Column('look_yes', sa.Boolean(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['can_id'], ['wishes.id'], name=op.f('fk_introductions_can_id_wishes'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['look_id'], ['wishes.id'], name=op.f('fk_introductions_look_id_wishes'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_introductions'))
    )
    with op.batch_alter_table('introductions', schema=None) as batch_op:
        batch_op.create_index('uq_introductions_pair', ['can_id', 'look_id'], unique=True)

    op.create_table('talk_lines',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('talk_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_resident', sa.Boolean(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('words', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['talk_id'], ['talks.id'], name=op.f('fk_talk_lines_talk_id_talks'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_talk_lines'))
    )
    with op.batch_alter_table('talk_lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_talk_lines_talk_id_id'), ['talk_id', 'id'], unique=False)

    op.add_column('people', sa.Column('face', sa.String(length=8), server_default='', nullable=False))
