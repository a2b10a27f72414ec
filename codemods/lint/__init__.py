"""The engine behind `lint-jobs`: select rules, run them, suppress, compare, mend."""
