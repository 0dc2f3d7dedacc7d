"""What answers under `/chat/`: the widget's calls, and the pages of whoever keeps web channels."""
