with

attendees as (
    select * from {{ ref('fct_fair_attendee') }}
),

final as (
    select
        cast(fair_id as string) as fair_id,
        cast(attendee_key as string) as attendee_key,
        cast(case when is_graduate then attendee_key end as string) as graduate_key,
        cast(is_on_roster as boolean) as is_on_roster,
        cast(first_scanned_on as date) as first_scanned_on,
        cast(counts_as_fair as boolean) as counts_as_fair,
        cast(scans as bigint) as scans,
        cast(scans - 1 as bigint) as repeat_scans,
        cast(scans_outside_window as bigint) as scans_outside_window,
        cast(has_signed_with_attending_employer as boolean) as has_signed_with_attending_employer
    from attendees
)

select * from final
