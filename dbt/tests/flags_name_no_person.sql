-- What it is: the evidence of an integrity flag holds values, never the pseudonym of a person; and a flag about a
-- graduate is about one who is on the roster.
-- When it matters: evidence is copied into letters and mails, where a key must not go.
-- How to resolve: take the key out of the text built in fct_integrity_flag.
with

flags as (
    select * from {{ ref('integrity_flag') }}
),

graduates as (
    select * from {{ ref('graduate_outcome') }}
    where snapshot = 'latest'
),

final as (
    select
        flags.rule,
        flags.subject
    from flags
    left join graduates
        on
            flags.class_year = graduates.class_year
            and flags.graduate_key = graduates.graduate_key
    where
        flags.graduate_key is not null
        and (graduates.graduate_key is null or position(flags.graduate_key in flags.evidence) > 0)
)

select * from final
