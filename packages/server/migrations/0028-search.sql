-- The search from anywhere: what is typed is the beginning of an order's reference, a SKU or a seat, in any case.
create index entitlement_groups_by_reference on entitlement_groups (tenant_id, lower(order_ref_id) text_pattern_ops)
  where order_ref_id is not null;
create index entitlements_by_sku on entitlements (tenant_id, lower(sku) text_pattern_ops);
create index activations_by_seat on activations (tenant_id, lower(seat_id) text_pattern_ops);

-- In which statements an entitlement is.
create index statement_lines_by_entitlement on statement_lines (tenant_id, entitlement_id);
