{# The newest state of a feed whose figures carry no as-of date (fairs, surveys). Two are conditions for `qualify`,
   so that a model can take one without the other. Rows need recorded_on, delivery_id, delivery_mode and source_file.
   Kept out: histories with snapshots (roster, destinations), which need every version: version_history. #}

{# True for every row of the newest delivery that brought this key. Rows, not one row: an employer registered twice
   in one file keeps both. Within one day the order is by file name, as in version_history. #}
{% macro is_newest_of(key) -%}
    dense_rank() over (
        partition by {{ key | join(', ') }}
        order by recorded_on desc nulls last, source_file desc nulls last, delivery_id desc nulls last
    ) = 1
{%- endmacro %}

{# False for rows that a later full delivery of the same scope left out: what a full list lacks is withdrawn. #}
{% macro not_withdrawn(scope) -%}
    recorded_on >= coalesce(
        max(case when delivery_mode = 'full' then recorded_on end) over ({% if scope %}partition by {{ scope | join(', ') }}{% endif %}),
        recorded_on
    )
{%- endmacro %}

{# The rows of `relation` for which not_withdrawn holds, for feeds of millions of rows: a window holds all of them in
   memory, this only one day a scope. Where is_newest_of is asked too there is a window anyway. #}
{% macro still_listed(relation, scope) -%}
    select {{ relation }}.*
    from {{ relation }}
    left join (
        select
            {{ scope }},
            max(recorded_on) as recorded_on
        from {{ relation }}
        where delivery_mode = 'full'
        group by {{ scope }}
    ) as full_lists
        on {{ relation }}.{{ scope }} = full_lists.{{ scope }}
    where {{ relation }}.recorded_on >= coalesce(full_lists.recorded_on, {{ relation }}.recorded_on)
{%- endmacro %}
