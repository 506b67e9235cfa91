-- Notes may be rewritten and deleted: what they said stays in the audit log.

drop trigger audit on notes;
drop trigger audit_of_entitlements on notes;
create trigger audit after insert or update on notes
  for each row when (new.subject_type = 'customer')
  execute function record_change('customer', 'subject_id', 'notes', 'note_id');
create trigger audit_of_entitlements after insert or update on notes
  for each row when (new.subject_type = 'entitlement')
  execute function record_change('entitlement', 'subject_id', 'notes', 'note_id');
create trigger audit_deletions after delete on notes
  for each row when (old.subject_type = 'customer')
  execute function record_change('customer', 'subject_id', 'notes', 'note_id');
create trigger audit_deletions_of_entitlements after delete on notes
  for each row when (old.subject_type = 'entitlement')
  execute function record_change('entitlement', 'subject_id', 'notes', 'note_id');
