-- Words of the data: macros, codes and labels.
create temp macro folded(t) as lower(replace(replace(replace(trim(t), '（', '('), '）', ')'), ' ', ''));
create temp macro file_day(f) as regexp_extract(f, '(20[0-9][0-9]-[0-9][0-9]-[0-9][0-9])', 1)::date;
create temp macro file_class(f) as regexp_extract(f, '(20[0-9][0-9])届', 1)::int;
create temp macro filled(t) as nullif(trim(t), '');
create temp macro number_of(t) as filled(translate(t, '０１２３４５６７８９', '0123456789'));
-- A code that a spreadsheet took for a number comes as 31.0.
create temp macro code_of(t) as folded(regexp_replace(filled(t), '[.]0$', ''));

-- Codes and labels of the code tables, each to its code.
create temp table known as
select distinct * from (
    select 'destination' as name, folded(code) as word, code from read_csv(getvariable('seeds') || '/codes/code_destination.csv', all_varchar = true)
    union all select 'destination', folded(label_zh), code from read_csv(getvariable('seeds') || '/codes/code_destination.csv', all_varchar = true)
    union all select 'destination', folded(code), code from read_csv(getvariable('seeds') || '/codes/code_destination_off_roster.csv', all_varchar = true)
    union all select 'destination', folded(label_zh), code from read_csv(getvariable('seeds') || '/codes/code_destination_off_roster.csv', all_varchar = true)
    union all select 'degree', folded(code), code from read_csv(getvariable('seeds') || '/codes/code_degree.csv', all_varchar = true)
    union all select 'degree', folded(label_zh), code from read_csv(getvariable('seeds') || '/codes/code_degree.csv', all_varchar = true)
    union all select 'gender', folded(code), label_en from read_csv(getvariable('seeds') || '/codes/code_gender.csv', all_varchar = true)
    union all select 'gender', folded(label_zh), label_en from read_csv(getvariable('seeds') || '/codes/code_gender.csv', all_varchar = true)
    union all select 'training_mode', folded(code), label_zh from read_csv(getvariable('seeds') || '/codes/code_training_mode.csv', all_varchar = true)
    union all select 'training_mode', folded(label_zh), label_zh from read_csv(getvariable('seeds') || '/codes/code_training_mode.csv', all_varchar = true)
    union all select 'roster_status', folded(label_zh), code from read_csv(getvariable('seeds') || '/codes/code_roster_status.csv', all_varchar = true)
    union all select table_name, folded(alias), code from read_csv(getvariable('seeds') || '/codes/code_alias.csv', all_varchar = true)
) qualify row_number() over (partition by name, word order by code) = 1;
create temp table destination_codes as from read_csv(getvariable('seeds') || '/codes/code_destination.csv', all_varchar = true);
create temp table degrees as from read_csv(getvariable('seeds') || '/codes/code_degree.csv', all_varchar = true);
create temp table provinces as from read_csv(getvariable('seeds') || '/codes/code_province.csv', all_varchar = true);
create temp table matrix as from read_csv(getvariable('seeds') || '/rates/rate_matrix.csv', all_varchar = true);
create temp table measures as from read_csv(getvariable('seeds') || '/rates/rate_measure.csv', all_varchar = true);
create temp table bases as from read_csv(getvariable('seeds') || '/rates/rate_base.csv', all_varchar = true);
create temp table versions as from read_csv(getvariable('seeds') || '/rates/rate_version.csv', all_varchar = true);

