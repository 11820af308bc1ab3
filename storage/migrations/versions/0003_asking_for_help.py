"""Asking for help"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audit',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('what', sa.String(length=24), nullable=False),
    sa.Column('role', sa.String(length=16), nullable=False),
    sa.Column('place', sa.String(length=32), server_default='', nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.Column('about_id', sa.BigInteger(), nullable=True),
    sa.Column('request_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['about_id'], ['people.id'], name=op.f('fk_audit_about_id_people'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_audit_by_id_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit'))
    )
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_about_id'), ['about_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_at'), ['at'], unique=False)

    op.create_table('capacities',
    sa.Column('partner', sa.String(length=32), nullable=False),
    sa.Column('full_until', sa.Date(), nullable=True),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('checked_by', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['checked_by'], ['people.id'], name=op.f('fk_capacities_checked_by_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('partner', name=op.f('pk_capacities'))
    )
    op.create_table('requests',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('face', sa.String(length=8), server_default='', nullable=False),
    sa.Column('language', sa.String(length=16), server_default='', nullable=False),
    sa.Column('domain', sa.String(length=16), nullable=False),
    sa.Column('room', sa.String(length=32), server_default='', nullable=False),
    sa.Column('is_urgent', sa.Boolean(), nullable=False),
    sa.Column('times', sa.String(length=40), nullable=False),
    sa.Column('safe_here', sa.Boolean(), nullable=False),
    sa.Column('contact', sa.LargeBinary(), nullable=True),
    sa.Column('call_me', sa.LargeBinary(), nullable=True),
    sa.Column('partner', sa.String(length=32), server_default='', nullable=False),
    sa.Column('asked', sa.String(length=400), server_default='', nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken_by', sa.BigInteger(), nullable=True),
    sa.Column('meet_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('held_until', sa.Date(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=24), server_default='', nullable=False),
    sa.Column('said', sa.String(length=24), server_default='', nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('consent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('consent_version', sa.String(length=16), nullable=False),
    sa.Column('consent_language', sa.String(length=16), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_requests_person_id_people'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['taken_by'], ['people.id'], name=op.f('fk_requests_taken_by_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_requests'))
    )
    with op.batch_alter_table('requests', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_requests_made_at'), ['made_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_requests_partner_state'), ['partner', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_requests_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_requests_room_state'), ['room', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_requests_state_due_at'), ['state', 'due_at'], unique=False)

    op.create_table('partner_links',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('code_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('partner', sa.String(length=32), nullable=False),
    sa.Column('request_id', sa.BigInteger(), nullable=True),
    sa.Column('domain', sa.String(length=16), server_default='', nullable=False),
    sa.Column('language', sa.String(length=16), server_default='', nullable=False),
    sa.Column('room', sa.String(length=32), server_default='', nullable=False),
    sa.Column('made_by', sa.BigInteger(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('used_by', sa.BigInteger(), nullable=True),
    sa.Column('may_tell', sa.Boolean(), nullable=True),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['made_by'], ['people.id'], name=op.f('fk_partner_links_made_by_people'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['request_id'], ['requests.id'], name=op.f('fk_partner_links_request_id_requests'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['used_by'], ['people.id'], name=op.f('fk_partner_links_used_by_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partner_links')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_partner_links_code_hash'))
    )
    with op.batch_alter_table('partner_links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_partner_links_partner'), ['partner'], unique=False)
        batch_op.create_index(batch_op.f('ix_partner_links_request_id'), ['request_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_partner_links_used_by'), ['used_by'], unique=False)

    op.create_table('request_events',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('request_id', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('what', sa.String(length=24), nullable=False),
    sa.Column('role', sa.String(length=16), nullable=False),
    sa.Column('place', sa.String(length=32), server_default='', nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_request_events_person_id_people'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['request_id'], ['requests.id'], name=op.f('fk_request_events_request_id_requests'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_events'))
    )
    with op.batch_alter_table('request_events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_request_events_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_request_events_request_id_id'), ['request_id', 'id'], unique=False)

    op.create_table('request_notes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('request_id', sa.BigInteger(), nullable=False),
    sa.Column('partner', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('words', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['request_id'], ['requests.id'], name=op.f('fk_request_notes_request_id_requests'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_notes'))
    )
    with op.batch_alter_table('request_notes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_request_notes_request_id'), ['request_id'], unique=False)

    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('needs_second', sa.Boolean(), server_default=sa.text('false'), nullable=False))
        batch_op.add_column(sa.Column('agreed_by', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_invitations_agreed_by_people'), 'people', ['agreed_by'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('roles', schema=None) as batch_op:
        batch_op.add_column(sa.Column('suspended_at', sa.DateTime(timezone=True), nullable=True))

