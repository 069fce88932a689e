import assert from 'node:assert/strict';
import { test } from 'node:test';
import { giveSettings, setting, settingProblems, settingsGiven } from './setting.ts';

test('a setting is its default until it is given, and of the type of its default', () => {
  giveSettings({ keys: '50', brief: 'true', name: '7' });
  assert.deepEqual([setting('keys', 1000), setting('brief', false), setting('name', 'x')], [50, true, '7']);
  assert.equal(setting('other', 'default'), 'default');
  assert.deepEqual(settingsGiven(), { brief: true, keys: 50, name: '7' });
  assert.deepEqual(settingProblems(), []);
  giveSettings({});
  assert.equal(setting('keys', 1000), 1000);
});

test('what cannot be read as that type is a mistake, and so is a name that the plan never asks for', () => {
  giveSettings({ keys: 'many', brief: '1', breif: 'true', constructor: 'x' });
  assert.deepEqual([setting('keys', 1000), setting('brief', false)], [1000, false]);
  assert.deepEqual(
    settingProblems().map(({ path, problem }) => `${path}: ${problem}`),
    [
      "--set keys: 'many' is not a number",
      "--set brief: '1' is not true or false",
      "--set breif: the plan has no setting 'breif'",
      "--set constructor: the plan has no setting 'constructor'",
    ],
  );
  giveSettings({});
});
