{# A table in a file that holds nothing of its name: every build starts from an empty one (dbt_project.yml). So there is
   nothing to make beside an older table, to rename, to keep as a backup or to drop, which is what dbt's own way of
   making a table is about; with 140 tables it was a third of a small build. Hooks and grants are not used here.
   On other engines dbt's own way stays. #}
{% materialization table, adapter='duckdb', supported_languages=['sql'] %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {# A build that somebody makes by hand into a file that is there already, as a test does. #}
    {% call statement('before') -%}
        drop table if exists {{ target_relation }}
    {%- endcall %}
    {% call statement('main') -%}
        {{ create_table_as(False, target_relation, compiled_code) }}
    {%- endcall %}
    {% do adapter.commit() %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='view') -%}
    {% call statement('before') -%}
        drop view if exists {{ target_relation }}
    {%- endcall %}
    {% call statement('main') -%}
        {{ create_view_as(target_relation, compiled_code) }}
    {%- endcall %}
    {% do adapter.commit() %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
