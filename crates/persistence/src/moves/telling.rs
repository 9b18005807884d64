//! Who is told of a move's step. Called where steps are stored, so that no step can forget it.
//! Whoever took the step is not told of it, and nobody who did not know of the move learns of it.

use diesel::prelude::*;
use domain::ids::EmployeeId;
use domain::mobility::{MoveSide, MoveStatus, MoveTurn};
use domain::notice::NoticeKind;
use serde_json::json;

use super::{MoveRow, MoveStepRecord};
use crate::changes::ObjectType;
use crate::error::DbError;
use crate::notices::Notice;
use crate::schema::employee;
use crate::write::WriteTx;

/// Tells those whom the step concerns; ticks of the hand-over list concern nobody.
pub(super) fn tell(
    tx: &mut WriteTx<'_>,
    row: &MoveRow,
    record: &MoveStepRecord,
) -> Result<(), DbError> {
    // Of its beginning the acceptance tells.
    let moved = record.from.is_some_and(|from| from != row.status);
    let asked = row.turn.is_some() && record.command != "comment" && record.from.is_some();
    // The works council holds a move up, or does so no more.
    let council = matches!(record.command, "council_objects" | "council_consents");
    if !moved && !asked && !council {
        return Ok(());
    }
    let leaves: Option<EmployeeId> = if row.status.is_seated() {
        None
    } else {
        (employee::table.find(row.employee_id))
            .select(employee::manager_id)
            .first(tx.conn())?
    };
    let sides = [
        (MoveSide::Mover, Some(row.employee_id)),
        (MoveSide::ReleasingManager, leaves),
        (MoveSide::ReceivingManager, row.to_manager_id),
    ];
    // Who has answered is not asked again when somebody else does.
    let approvers = (row.consents.0.approvals.asked.iter())
        .filter(|one| one.answer.is_none() && moved && row.state().awaits_approval())
        .map(|one| (MoveSide::Approver, Some(one.approver_id)));
    let notices: Vec<Notice> = (sides.into_iter().chain(approvers))
        .filter_map(|(side, who)| Some((side, who?)))
        .filter(|(side, who)| {
            record.actor != Some(*who) && (*who != row.employee_id || *side == MoveSide::Mover)
        })
        .filter_map(|(side, recipient)| {
            let kind = kind(row, side)?;
            let on = match kind {
                NoticeKind::ReleaseAsked | NoticeKind::ApprovalAsked => row.answer_by,
                // What came to its end has no first day to come.
                _ if matches!(row.status, MoveStatus::Returned | MoveStatus::Cancelled) => {
                    Some(record.on_day)
                }
                _ => Some(row.effective_on),
            };
            Some(Notice {
                recipient,
                kind,
                object_type: ObjectType::Move,
                object_id: *row.id.as_uuid(),
                params: json!({"move_status": row.status, "on": on}),
            })
        })
        .collect();
    tx.tell(notices);
    Ok(())
}

/// Who is asked is asked; the others are told where it stands.
const fn kind(row: &MoveRow, side: MoveSide) -> Option<NoticeKind> {
    let asked = matches!(
        (side, row.turn),
        (MoveSide::ReleasingManager, Some(MoveTurn::Releasing))
            | (MoveSide::ReceivingManager, Some(MoveTurn::Receiving))
    );
    match side {
        MoveSide::Approver => Some(NoticeKind::ApprovalAsked),
        _ if asked => Some(NoticeKind::ReleaseAsked),
        _ => Some(NoticeKind::MoveMovedOn),
    }
}
