// Process start-up: hands the arguments to the command tree.
return 0;
