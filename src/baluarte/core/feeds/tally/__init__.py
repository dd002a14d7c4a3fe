"""What a part of the lake holds, in few numbers, so that a nation is counted without reading its rows."""
