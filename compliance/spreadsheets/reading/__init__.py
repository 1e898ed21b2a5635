"""Files from outside, read with suspicion: bounded in memory and time, and refused in words when they are not fit."""
