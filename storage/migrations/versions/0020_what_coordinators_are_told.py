"""When each coordinator is told what needs somebody, of what not, and what they know already"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'alert_choices',
        sa.Column(
            'id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False
        ),
        sa.Column('mark', sa.LargeBinary(length=16), nullable=False),
        sa.Column('what', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_alert_choices')),
    )
    op.create_index(op.f('ix_alert_choices_mark'), 'alert_choices', ['mark'])
