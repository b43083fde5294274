{# One history for a feed whose later deliveries supersede earlier ones (roster, destinations).

   `relation` holds every landed row of the feed, `key` names the column that, within a class year, says whose row it
   is. Gives one row per class year, key and version: where the version came from, `is_withdrawn`, `version_no` from 1,
   and the half-open interval [recorded_on, superseded_on) in which it is the state. superseded_on is null for the
   newest; a version superseded on its own day has an empty interval and was never the state of any day.

   A full delivery withdraws the keys of its class years that it does not hold and that were delivered up to its day:
   such a key gets a version with is_withdrawn and no line. Within one day the order is file, sheet, line, so that the
   same deliveries always give the same history. Whether a delivery was found later on the disk plays no part. #}
{% macro version_history(relation, key) -%}
    with

    full_deliveries as (
        select distinct
            class_year,
            delivery_id,
            recorded_on,
            source_file
        from {{ relation }}
        where delivery_mode = 'full'
    ),

    seen_keys as (
        select
            class_year,
            {{ key }},
            min(recorded_on) as first_recorded_on
        from {{ relation }}
        group by class_year, {{ key }}
    ),

    withdrawals as (
        select
            seen_keys.class_year,
            seen_keys.{{ key }},
            full_deliveries.delivery_id,
            full_deliveries.recorded_on,
            full_deliveries.source_file,
            cast(null as string) as source_sheet,
            cast(null as bigint) as source_line,
            true as is_withdrawn
        from full_deliveries
        inner join seen_keys
            on
                full_deliveries.class_year = seen_keys.class_year
                and full_deliveries.recorded_on >= seen_keys.first_recorded_on
        left join {{ relation }} as held
            on
                full_deliveries.delivery_id = held.delivery_id
                and seen_keys.class_year = held.class_year
                and seen_keys.{{ key }} = held.{{ key }}
        where held.delivery_id is null
    ),

    versions as (
        select
            class_year,
            {{ key }},
            delivery_id,
            recorded_on,
            source_file,
            source_sheet,
            source_line,
            false as is_withdrawn
        from {{ relation }}
        union all
        select * from withdrawals
    )

    select
        *,
        row_number() over (
            partition by class_year, {{ key }}
            order by
                recorded_on nulls last, source_file nulls last, source_sheet nulls last, source_line nulls last,
                delivery_id nulls last
        ) as version_no,
        lead(recorded_on) over (
            partition by class_year, {{ key }}
            order by
                recorded_on nulls last, source_file nulls last, source_sheet nulls last, source_line nulls last,
                delivery_id nulls last
        ) as superseded_on
    from versions
{%- endmacro %}
