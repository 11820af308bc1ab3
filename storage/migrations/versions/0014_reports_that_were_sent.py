"""A report stays as it was sent, and each coordinator chooses which ones come"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'sent_reports',
        sa.Column('period', sa.String(length=10), nullable=False),
        sa.Column('last', sa.Date(), nullable=False),
        sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('period', name=op.f('pk_sent_reports')),
    )
    op.create_table(
        'report_choices',
        sa.Column('person_id', sa.BigInteger(), nullable=False),
        sa.Column('kind', sa.String(length=8), nullable=False),
        sa.Column('is_on', sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ['person_id'],
            ['people.id'],
            name=op.f('fk_report_choices_person_id_people'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('person_id', 'kind', name=op.f('pk_report_choices')),
    )
