{# Who a check-in is by, at fairs and at activities alike: one rule, so that one person counts as one in both.

   `visits` is a relation with graduate_key, mobile_key and the columns `keep`; `day` is the day of the check-in, as an
   expression. Gives `keep` and graduate_key (by student number, else by the phone's owner of that day; null where
   neither leads to one person), attendee_key and is_on_roster. A number that two students of the roster share leads to
   neither, yet one of them came, so nobody from outside did. Needs the queries mobile_owners and roster_keys. #}
{% macro visitors(visits, keep, day) -%}
    select
        {%- for column in keep %}
        {{ visits }}.{{ column }},
        {%- endfor %}
        coalesce({{ visits }}.graduate_key, mobile_owners.graduate_key) as graduate_key,
        coalesce(
            {{ visits }}.graduate_key, mobile_owners.graduate_key, 'mobile:' || {{ visits }}.mobile_key
        ) as attendee_key,
        roster_keys.graduate_key is not null
        or ({{ visits }}.graduate_key is null and mobile_owners.mobile_key is not null) as is_on_roster
    from {{ visits }}
    left join mobile_owners
        on
            {{ visits }}.mobile_key = mobile_owners.mobile_key
            -- Bare comparisons, which can be hashed: with `or` every visit is held against every phone. A visit of
            -- an unknown day is by the owner only where the phone never had another.
            and coalesce({{ day }}, date '0001-01-01') >= coalesce(mobile_owners.valid_from, date '0001-01-01')
            and coalesce({{ day }}, date '9999-12-30') < coalesce(mobile_owners.valid_until, date '9999-12-31')
    left join roster_keys
        on coalesce({{ visits }}.graduate_key, mobile_owners.graduate_key) = roster_keys.graduate_key
{%- endmacro %}
