"""Pure decisions about pairs, meetings and sheets: plain values in and out, the clock an argument."""
